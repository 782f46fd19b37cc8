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
            "settings.schema.json": settings, "schedules.schema.json": schedules,
        ]
        for plugin in registry.descriptions { schemas["steps/\(plugin.name).schema.json"] = plugin.inputSchema }
        return schemas
    }

    static let duration: JSONValue = [
        "type": "string", "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$", "minLength": 2,
        "description": "Such as 500ms, 15s, 2m, 1h30m, 7d.",
    ]
    static let id: JSONValue = ["type": "string", "pattern": "^[a-z_][a-z0-9_]*$", "maxLength": 64]
    static let expression: JSONValue = ["type": ["string", "boolean"], "description": "A CEL expression."]

    static func described(_ schema: JSONValue, _ sentence: String) -> JSONValue {
        var members = schema.objectValue ?? [:]
        members["description"] = .string(
            [sentence, members["description"]?.stringValue].compactMap(\.self).joined(separator: " "))
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
                "input": ["type": "object", "description": "JSON Schema (2020-12) of the payload."],
                "deadline": described(duration, "How long all steps of one delivery attempt may take together."),
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
                "id": described(id, "What later steps call it: steps.<id>.output."),
                "uses": [
                    "type": "string", "enum": .array(registry.descriptions.map { .string($0.name) }),
                    "description": "The plugin.",
                ],
                "with": ["type": "object", "description": "The plugin's fields; texts may hold ${{ expressions }}."],
                "when": described(expression, "The step is skipped unless this is true."),
                "timeout": described(duration, "For one try; 60s when left out."), "retry": retry,
                "progress": [
                    "type": "integer", "minimum": 0, "maximum": 100,
                    "description": "The job's progress, in percent, when the step has ended.",
                ],
            ],
            "allOf": .array(branches),
        ]
    }

    private static func with(_ plugin: StepDescription) -> JSONValue { allowingExpressions(plugin.inputSchema) }

    /// Where a value is wanted, at any depth, an expression may stand.
    private static func allowingExpressions(_ schema: JSONValue) -> JSONValue {
        guard var members = schema.objectValue else { return schema }
        if let properties = members["properties"]?.objectValue {
            members["properties"] = .object(properties.mapValues { valueOrExpression($0) })
        }
        for key in ["items", "additionalProperties"] {
            if let inner = members[key] { members[key] = valueOrExpression(inner) }
        }
        return .object(members)
    }

    private static func valueOrExpression(_ schema: JSONValue) -> JSONValue {
        guard var members = schema.objectValue, let type = members["type"] else { return schema }
        let restrictions = ["enum", "format", "pattern", "minLength", "const"]
        guard type != "string" || restrictions.contains(where: { members[$0] != nil }) else { return schema }
        // What an editor shows belongs to the value, not to one of its two forms.
        var result: [String: JSONValue] = [:]
        for key in ["description", "default", "examples"] { result[key] = members.removeValue(forKey: key) }
        result["anyOf"] = [
            allowingExpressions(.object(members)), ["type": "string", "pattern": "\\$\\{\\{"],
        ]
        return .object(result)
    }

    private static let retry: JSONValue = [
        "type": "object", "additionalProperties": false,
        "description": "Further tries after a retryable failure: `delays`, or `attempts` with `initial` and `factor`.",
        "properties": [
            "delays": ["type": "array", "items": duration, "description": "The wait before each further try."],
            "attempts": [
                "type": "integer", "minimum": 1, "maximum": 100, "description": "Tries in all, the first included.",
            ],
            "initial": duration, "factor": ["type": "number", "minimum": 1, "maximum": 100], "cap": duration,
            "jitter": ["type": "number", "minimum": 0, "maximum": 1],
            "on": [
                "type": "array", "items": ["type": "string"],
                "description": "Failure codes; none means every retryable one.",
            ],
        ],
    ]
}
