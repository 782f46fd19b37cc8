import JSONModel
import StepKit

/// A pipeline's steps: each with the fields of its plugin.
extension DefinitionSchemas {
    static func step(_ registry: StepRegistry) -> JSONValue {
        let plugins = registry.descriptions
        let properties: [String: JSONValue] = [
            "id": described(id, "What later steps call it: steps.<id>.output."),
            "uses": [
                "description": "The plugin, or pipeline/<name>.",
                "anyOf": [
                    [
                        "type": "string", "enum": .array(plugins.map { .string($0.name) }),
                        "markdownEnumDescriptions": .array(plugins.map { .string($0.summary) }),
                    ], pipelineUse,
                ],
            ],
            "with": [
                "description": "The plugin's fields, or the pipeline's input; texts may hold ${{ expressions }}.",
                "anyOf": [["type": "object"], ["type": "string", "pattern": "^\\s*\\$\\{\\{"]],
            ],
            "when": shown(described(expression, "The step is skipped unless this is true."), "input.size > 100"),
            "timeout": described(duration, "For one try; 60s when left out, or the deadline of the pipeline it runs."),
            "retry": retry,
            "progress": [
                "type": "integer", "minimum": 0, "maximum": 100,
                "description": "The job's progress, in percent, when the step has ended.",
            ],
        ]
        return [
            "type": "object", "additionalProperties": false,
            "properties": .object(properties.merging(controlFlow) { own, _ in own }),
            "allOf": .array([stepOrGroup] + plugins.map(branch)),
        ]
    }

    private static func branch(_ plugin: StepDescription) -> JSONValue {
        var with = object(of: plugin.fields).objectValue ?? [:]
        with["description"] = .string(plugin.summary)
        let needed: JSONValue = plugin.fields.contains(where: \.isRequired) ? ["with"] : []
        return [
            "if": ["properties": ["uses": ["const": .string(plugin.name)]], "required": ["uses"]],
            "then": ["properties": ["with": .object(with)], "required": needed],
        ]
    }

    private static func object(of fields: [FieldDescription]) -> JSONValue {
        [
            "type": "object", "additionalProperties": false,
            "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
            "properties": .object(Dictionary(fields.map { ($0.name, value(of: $0)) }, uniquingKeysWith: { $1 })),
        ]
    }

    /// What an editor shows belongs to the value, not to one of its two forms.
    private static func value(of field: FieldDescription) -> JSONValue {
        var schema = field.schema.objectValue ?? [:]
        if field.type == .artifact { schema["properties"] = nil }
        if let inner = contents(of: field.type) { schema.merge(inner) { _, new in new } }
        // The declared choice of a list stands at its items.
        if !field.allowed.isEmpty, case .list = field.type { schema["items"] = field.schema["items"].map(orExpression) }
        for key in ["description", "default", "examples"] { schema[key] = nil }
        let forms = orExpression(.object(schema))
        var result = (field.isRequired ? forms : orNull(forms)).objectValue ?? [:]
        result["description"] = .string(field.hover)
        result["default"] = field.defaultValue
        if let example = field.example { result["examples"] = [example] }
        return .object(result)
    }

    /// Where a value is wanted, at any depth, an expression may stand.
    private static func contents(of type: FieldType) -> [String: JSONValue]? {
        switch type {
        case .list(let element): ["items": element.valueOrExpression]
        case .map(let value): ["additionalProperties": value.valueOrExpression]
        case .object(let fields): object(of: fields).objectValue
        default: nil
        }
    }

    fileprivate static func schema(of type: FieldType) -> JSONValue {
        var schema = type.schema.objectValue ?? [:]
        if let inner = contents(of: type) { schema.merge(inner) { $1 } }
        // Nobody writes the members of a file by hand.
        if type == .artifact { schema["properties"] = nil }
        return .object(schema)
    }

    fileprivate static func orExpression(_ schema: JSONValue) -> JSONValue {
        guard let members = schema.objectValue, let type = members["type"] else { return schema }
        let isFree = members["enum"] == nil && members["pattern"] == nil && members["format"] == nil
        guard type != "string" || !isFree else { return schema }
        return ["anyOf": [schema, ["type": "string", "pattern": "\\$\\{\\{"]]]
    }

    /// What may be left out may be empty too.
    private static func orNull(_ schema: JSONValue) -> JSONValue {
        if let forms = schema["anyOf"]?.arrayValue { return ["anyOf": .array(forms + [["type": "null"]])] }
        guard case .object(var members) = schema, let type = members["type"] else { return schema }
        members["type"] = .array((type.arrayValue ?? [type]) + ["null"])
        return .object(members)
    }

    static let retry: JSONValue = [
        "type": "object", "additionalProperties": false,
        "description": "Further tries after a retryable failure: `delays`, or `attempts` with `initial` and `factor`.",
        "examples": [["delays": ["1s", "4s", "15s"], "on": ["rate_limit", "timeout", "network_error"]]],
        "oneOf": [
            ["required": ["delays"], "properties": ["initial": false, "factor": false]], ["required": ["attempts"]],
        ],
        "properties": [
            "delays": [
                "type": "array", "items": duration, "description": "The wait before each further try.",
                "examples": [["1s", "4s", "15s"]],
            ],
            "attempts": [
                "type": "integer", "minimum": 1, "maximum": 100, "description": "Tries in all, the first included.",
            ],
            "initial": described(duration, "The wait before the second try; 1s when left out."),
            "factor": [
                "type": "number", "minimum": 1, "maximum": 100,
                "description": "How much longer each wait is than the one before; 2 when left out.",
            ],
            "cap": described(duration, "No wait is longer; 10m when left out."),
            "jitter": [
                "type": "number", "minimum": 0, "maximum": 1,
                "description": "Up to this share of a wait is added at random; 0.1 when left out.",
            ],
            "on": [
                "type": "array", "items": ["type": "string"],
                "description": "Failure codes; none means every retryable one.",
                "examples": [["rate_limit", "timeout"]],
            ],
        ],
    ]
}

extension FieldType {
    fileprivate var valueOrExpression: JSONValue {
        DefinitionSchemas.orExpression(DefinitionSchemas.schema(of: self))
    }
}

extension FieldDescription {
    /// What an editor shows: the summary, with the default, the choice and the bounds in words.
    fileprivate var hover: String {
        let fallback = defaultValue.map { "Default: \($0.stringValue ?? $0.text())." }
        let choice = allowed.isEmpty ? nil : "One of \(allowed.joined(separator: ", "))."
        let range: String? =
            switch (minimum.map(type.boundWord), maximum.map(type.boundWord)) {
            case (let least?, let most?): "From \(least) to \(most)."
            case (let least?, nil): "At least \(least)."
            case (nil, let most?): "At most \(most)."
            case (nil, nil): nil
            }
        let secret = isSecret ? "Never shown or logged." : nil
        return [summary, choice, range, type.unit, fallback, secret].compactMap(\.self).joined(separator: " ")
    }
}

extension FieldType {
    /// How such a value is written, where that is not plain.
    fileprivate var unit: String? {
        switch self {
        case .duration: "A duration such as 500ms, 15s or 2m."
        case .size: "A size such as 64KB or 500MB, or a number of bytes."
        case .artifact: "A file of an earlier step: ${{ steps.<id>.output.<name> }}."
        default: nil
        }
    }

    /// A bound in the field's own unit: seconds for durations, bytes for sizes.
    fileprivate func boundWord(_ bound: Double) -> String {
        switch self {
        case .duration: Duration.milliseconds(Int64(exactly: (bound * 1000).rounded()) ?? .max).shortText
        case .size: ByteCount(bytes: Int64(exactly: bound.rounded()) ?? .max).shortText
        default: JSONValue.double(bound).intValue.map { "\($0)" } ?? "\(bound)"
        }
    }
}
