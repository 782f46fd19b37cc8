public import JSONModel
public import StepKit

/// The JSON Schemas of the files a product engineer writes, for editors: completion, hover and first checks.
///
/// Kept inside what draft-07 and 2020-12 have in common, because editors speak either.
public enum DefinitionSchemas {
    /// By file name below `schemas/`.
    public static func all(_ registry: StepRegistry) -> [String: JSONValue] {
        var schemas = [
            "pipeline.schema.json": pipeline(registry), "routing.schema.json": routing,
            "settings.schema.json": settings, "schedules.schema.json": schedules, "tests.schema.json": tests,
            "notifications.schema.json": notifications(registry),
        ]
        schemas["models.schema.json"] = models
        for plugin in registry.descriptions { schemas["steps/\(plugin.name).schema.json"] = plugin.inputSchema }
        return schemas
    }

    static let duration: JSONValue = [
        "type": "string", "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$", "minLength": 2,
        "description": "Such as 500ms, 15s, 2m, 1h30m, 7d.", "examples": ["15s", "2m"],
    ]
    static let id: JSONValue = ["type": "string", "pattern": "^[a-z_][a-z0-9_]*$", "maxLength": 64]
    static let expression: JSONValue = ["type": ["string", "boolean"], "description": "A CEL expression."]

    static func described(_ schema: JSONValue, _ sentence: String) -> JSONValue {
        var members = schema.objectValue ?? [:]
        members["description"] = .string(
            [sentence, members["description"]?.stringValue].compactMap(\.self).joined(separator: " "))
        return .object(members)
    }

    /// With examples, which editors offer.
    static func shown(_ schema: JSONValue, _ examples: JSONValue...) -> JSONValue {
        var members = schema.objectValue ?? [:]
        members["examples"] = .array(examples)
        return .object(members)
    }

    static func object(_ title: String, required: [JSONValue], _ properties: [String: JSONValue]) -> JSONValue {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(title), "type": "object",
            "additionalProperties": false, "required": .array(required), "properties": .object(properties),
        ]
    }

    static func pipeline(_ registry: StepRegistry) -> JSONValue {
        object(
            "Millrace pipeline", required: ["kind", "name", "steps"],
            [
                "kind": ["const": "pipeline"], "name": described(id, "What routing and `millrace run` call it."),
                "description": ["type": "string", "description": "One sentence for people."],
                "input": [
                    "type": "object", "description": "JSON Schema (2020-12) of the payload.",
                    "examples": [["type": "object", "required": ["name"], "properties": ["name": ["type": "string"]]]],
                ],
                "deadline": described(duration, "How long all steps of one delivery attempt may take together."),
                "steps": [
                    "type": "array", "minItems": 1, "items": step(registry), "description": "Run in this order.",
                ],
                "on_failure": finalSteps("Run once, when the job has failed for good; they see `failure`."),
                "always": finalSteps("Run at the end, whether the job has succeeded or failed."),
                "output": ["description": "The job's result; may hold ${{ expressions }}."],
            ])
    }
}
