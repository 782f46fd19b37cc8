/// What is known of one field, without Swift types: for checks, schemas and docs.
public struct FieldDescription: Sendable, Hashable {
    package let name: String
    package let type: FieldType
    package let summary: String
    package internal(set) var isRequired: Bool
    package internal(set) var defaultValue: JSONValue?
    package internal(set) var example: JSONValue?
    /// The only texts allowed; empty means any.
    package internal(set) var allowed: [String] = []
    package internal(set) var format: FieldFormat?
    package internal(set) var isSecret = false
    /// In the field's own unit: seconds for durations, bytes for sizes.
    package internal(set) var minimum: Double?
    package internal(set) var maximum: Double?

    init(name: String, type: FieldType, summary: String, isRequired: Bool) {
        self.name = name
        self.type = type
        self.summary = summary
        self.isRequired = isRequired
    }
}

extension FieldType {
    /// The JSON Schema (2020-12) of values of this type.
    package var schema: JSONValue {
        switch self {
        case .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .duration:
            ["type": "string", "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$", "minLength": 2]
        case .size: ["type": ["string", "integer"], "pattern": "^[0-9]+([KMGT]i?B|B)?$", "minimum": 0]
        case .artifact:
            [
                "type": "object", "required": ["path", "sha256", "media_type", "size"],
                "properties": [
                    "path": ["type": "string"], "sha256": ["type": "string"], "media_type": ["type": "string"],
                    "size": ["type": "integer"],
                ],
            ]
        case .list(let element): ["type": "array", "items": element.schema]
        case .map(let value): ["type": "object", "additionalProperties": value.schema]
        case .object(let fields): FieldDescription.objectSchema(of: fields)
        case .any: [:]
        }
    }
}

extension FieldType {
    /// A bound as the schema writes it: `1` for integers, not `1.0`.
    fileprivate func number(_ bound: Double) -> JSONValue {
        guard self == .integer, let whole = Int64(exactly: bound) else { return .double(bound) }
        return .int(whole)
    }
}

extension FieldDescription {
    /// The JSON Schema of this field's values, with its description, default, bounds and example.
    package var schema: JSONValue {
        var schema = type.schema.objectValue ?? [:]
        schema["description"] = .string(summary)
        schema["default"] = defaultValue
        if let example { schema["examples"] = [example] }
        if !allowed.isEmpty {
            let texts = JSONValue.array(allowed.map { .string($0) })
            if case .list = type {
                schema["items"] = ["type": "string", "enum": texts]
            } else {
                schema["enum"] = texts
            }
        }
        if let format { schema["format"] = .string(format.word) }
        if isSecret { schema["writeOnly"] = true }
        if type == .integer || type == .number {
            schema["minimum"] = minimum.map(type.number)
            schema["maximum"] = maximum.map(type.number)
        }
        return .object(schema)
    }

    /// The JSON Schema of an object with these members and no other.
    package static func objectSchema(of fields: [FieldDescription]) -> JSONValue {
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        return [
            "type": "object", "additionalProperties": false, "required": .array(required),
            "properties": .object(Dictionary(fields.map { ($0.name, $0.schema) }, uniquingKeysWith: { $1 })),
        ]
    }
}
