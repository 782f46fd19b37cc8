import JSONModel
import ModelCatalogue

extension DefinitionSchemas {
    static let models: JSONValue = object(
        "Millrace models", required: ["kind", "providers", "models"],
        [
            "kind": ["const": "models"],
            "currency": text("What prices and budgets are in, such as USD; only ever shown."),
            "providers": map(of: provider, "The services that run models, by name."),
            "models": map(of: model, "By the name that steps use."),
            "roles": map(of: ["type": "string"], "What a step may say instead of a model's name, and the model."),
            "router": [
                "type": "array", "items": rule, "description": "For `model: auto`; the first that matches.",
            ],
            "fallbacks": map(
                of: ["type": "array", "items": ["type": "string"]],
                "The models to ask where one is limited or out of reach, in this order."),
            "budgets": budgets,
        ])

    private static let provider: JSONValue = closed(
        [
            "kind": words(ModelProvider.Kind.self, "The interface it speaks."),
            "endpoint": text("A base URL such as https://api.example/v1."),
            "endpoint_variable": text("The environment variable that holds the base URL; goes before `endpoint`."),
            "key_variable": text("The environment variable that holds the key."),
            "api_version": text("Sent as `api-version`."),
            "auth": words(ModelProvider.Authentication.self, "How the key is sent."),
            "deployments": words(
                ModelProvider.Deployments.self, "Whether Azure is told the deployment in the body or in the path."),
        ], required: ["kind"])

    private static let model: JSONValue = closed(
        [
            "provider": text("One of `providers`."),
            "deployment": text("What the provider calls it; the name when left out."),
            "abilities": [
                "type": "array", "items": words(ModelAbility.self, "What it can be asked for."),
                "description": "[chat] when left out.",
            ],
            "context": count("The most tokens of question and answer together."),
            "output": count("The most tokens of an answer."),
            "image_tokens": count("The most tokens one image can take; 4096 when left out."),
            "prices": closed(
                [
                    "input": money("For a million tokens of what is asked."),
                    "cached_input": money("For a million of those that the provider has in its cache."),
                    "output": money("For a million tokens of the answer."),
                    "image": money("For each image, beside its tokens."),
                    "audio_minute": money("For a minute of sound."),
                ], required: []),
            "concurrency": count("The most calls at the same time, in one process."),
            "rate": [
                "type": "string", "pattern": "^[0-9]+/([smhd]|([0-9]+(ms|[smhd]))+)$",
                "description": "The most calls in a time, in one process, such as 60/m.",
                "examples": ["10/s", "60/m"],
            ],
        ], required: ["provider"])

    private static let rule: JSONValue = closed(
        [
            "when": described(
                expression, "Over request.task, .tokens, .images, .creatorId, .jobType; always when left out."),
            "model": text("A model or a role."),
        ], required: ["model"])

    private static let budgets: JSONValue = closed(
        [
            "job": money("Over one job's whole life."), "pipeline": money("Each pipeline in a UTC day."),
            "pipelines": map(of: money("In a UTC day."), "Pipelines that have a budget of their own."),
            "creator": money("Each creator in a UTC day."), "day": money("All together in a UTC day."),
        ], required: [])

    private static func closed(_ properties: [String: JSONValue], required: [JSONValue]) -> JSONValue {
        [
            "type": "object", "additionalProperties": false, "required": .array(required),
            "properties": .object(properties),
        ]
    }

    private static func map(of value: JSONValue, _ sentence: String) -> JSONValue {
        ["type": "object", "additionalProperties": value, "description": .string(sentence)]
    }

    private static func text(_ sentence: String) -> JSONValue {
        ["type": "string", "minLength": 1, "description": .string(sentence)]
    }

    private static func count(_ sentence: String) -> JSONValue {
        ["type": "integer", "minimum": 1, "description": .string(sentence)]
    }

    private static func money(_ sentence: String) -> JSONValue {
        ["type": "number", "minimum": 0, "description": .string(sentence)]
    }

    private static func words<Word: RawRepresentable<String> & CaseIterable>(
        _ words: Word.Type, _ sentence: String
    ) -> JSONValue {
        [
            "type": "string", "enum": .array(words.allCases.map { .string($0.rawValue) }),
            "description": .string(sentence),
        ]
    }
}
