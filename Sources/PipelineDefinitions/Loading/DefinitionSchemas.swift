public import JSONModel
public import StepKit

/// The JSON Schemas of the files a product engineer writes, for editors: completion, hover and first checks.
///
/// Kept inside what draft-07 and 2020-12 have in common, because editors speak either.
public enum DefinitionSchemas {
    /// By file name below `schemas/`.
    public static func all(_ registry: StepRegistry) -> [String: JSONValue] {
        var schemas = ["pipeline.schema.json": pipeline(registry), "routing.schema.json": routing]
        for plugin in registry.descriptions { schemas["steps/\(plugin.name).schema.json"] = plugin.inputSchema }
        return schemas
    }

    private static let duration: JSONValue = [
        "type": "string", "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$", "minLength": 2,
        "description": "Such as 500ms, 15s, 2m, 1h30m, 7d.",
    ]
    private static let id: JSONValue = ["type": "string", "pattern": "^[a-z_][a-z0-9_]*$", "maxLength": 64]
    private static let expression: JSONValue = ["type": ["string", "boolean"], "description": "A CEL expression."]

    private static func object(_ title: String, required: [JSONValue], _ properties: [String: JSONValue]) -> JSONValue {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(title), "type": "object",
            "additionalProperties": false, "required": .array(required), "properties": .object(properties),
        ]
    }

    static func pipeline(_ registry: StepRegistry) -> JSONValue {
        object(
            "Millrace pipeline", required: ["kind", "name", "steps"],
            [
                "kind": ["const": "pipeline"], "name": id, "description": ["type": "string"],
                "input": ["type": "object", "description": "JSON Schema (2020-12) of the payload."],
                "deadline": duration,
                "steps": ["type": "array", "minItems": 1, "items": step(registry)],
                "output": ["description": "The job's result; may hold ${{ expressions }}."],
            ])
    }

    private static func step(_ registry: StepRegistry) -> JSONValue {
        let branches = registry.descriptions.map { plugin -> JSONValue in
            [
                "if": ["properties": ["uses": ["const": .string(plugin.name)]], "required": ["uses"]],
                "then": ["properties": ["with": with(plugin)]],
            ]
        }
        return [
            "type": "object", "additionalProperties": false, "required": ["id", "uses"],
            "properties": [
                "id": id,
                "uses": [
                    "type": "string", "enum": .array(registry.descriptions.map { .string($0.name) }),
                    "description": "The plugin.",
                ],
                "with": ["type": "object"], "when": expression, "timeout": duration, "retry": retry,
                "progress": ["type": "integer", "minimum": 0, "maximum": 100],
            ],
            "allOf": .array(branches),
        ]
    }

    /// Where a value is wanted an expression may stand.
    private static func with(_ plugin: StepDescription) -> JSONValue {
        let properties = plugin.fields.map { field -> (String, JSONValue) in
            let schema = field.schema
            let value: JSONValue = [
                "anyOf": [schema, ["type": "string", "pattern": "\\$\\{\\{"]], "description": .string(field.summary),
            ]
            return (field.name, field.type == .any ? schema : value)
        }
        return [
            "type": "object", "additionalProperties": false,
            "required": .array(plugin.fields.filter(\.isRequired).map { .string($0.name) }),
            "properties": .object(Dictionary(properties, uniquingKeysWith: { first, _ in first })),
        ]
    }

    private static let retry: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "delays": ["type": "array", "items": duration],
            "attempts": ["type": "integer", "minimum": 1, "maximum": 100],
            "initial": duration, "factor": ["type": "number", "minimum": 1, "maximum": 100], "cap": duration,
            "jitter": ["type": "number", "minimum": 0, "maximum": 1],
            "on": [
                "type": "array", "items": ["type": "string"],
                "description": "Failure codes; none means every retryable one.",
            ],
        ],
    ]

    static let routing: JSONValue = object(
        "Millrace routing", required: ["kind", "topics"],
        [
            "kind": ["const": "routing"],
            "topics": [
                "type": "object",
                "additionalProperties": [
                    "type": "object", "additionalProperties": false,
                    "properties": ["subscriptions": ["type": "object", "additionalProperties": subscription]],
                ],
            ],
        ])

    private static let subscription: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["pipeline"],
        "properties": [
            "match": ["type": "object", "description": "Attributes that must equal these values."], "when": expression,
            "pipeline": id, "concurrency": ["type": "integer", "minimum": 1, "maximum": 10_000],
            "prefetch": ["type": "integer", "minimum": 0, "maximum": 10_000], "lock": duration, "renew_for": duration,
            "ttl": duration, "deliveries": ["type": "integer", "minimum": 1, "maximum": 2000],
            "backoff": ["type": "array", "items": duration], "timeout": duration,
        ],
    ]
}
