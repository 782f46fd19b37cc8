import JSONModel
import JSONSchemaValidation

/// One line of `schema check --jsonl`: a schema, an instance, perhaps other documents; and the line that answers it.
struct SchemaCheckLine {
    var assertsFormats = false

    /// Never fails: what cannot be checked is answered with `{"error": text}`.
    func answer(_ line: some Sequence<UInt8>) -> JSONValue {
        let request: JSONValue
        do {
            request = try JSONValue(parsing: line)
        } catch {
            return Self.failure("\(error.code.rawValue): \(error)")
        }
        guard let schema = request["schema"], let instance = request["instance"] else {
            return Self.failure("missing_member: a line needs `schema` and `instance`")
        }
        let remotes = request["remotes"] ?? [:]
        guard let documents = remotes.objectValue else {
            return Self.failure("invalid_member: `remotes` must be an object of schemas by their URI")
        }
        do {
            let options = JSONSchema.Options(assertsFormats: assertsFormats, documents: documents)
            return Self.verdict(try JSONSchema(schema, options: options).validate(instance))
        } catch {
            return Self.failure("\(error.code.rawValue): \(error)")
        }
    }

    static func verdict(_ violations: [SchemaViolation]) -> JSONValue {
        ["valid": .bool(violations.isEmpty), "errors": .array(violations.map(\.jsonValue))]
    }

    private static func failure(_ message: String) -> JSONValue { ["error": .string(message)] }
}

extension SchemaViolation {
    /// The names of the members are those of the standard's output formats.
    var jsonValue: JSONValue {
        var members: [String: JSONValue] = [
            "instanceLocation": .string(instance.description), "keywordLocation": .string(keywordLocation.description),
            "keyword": .string(keyword), "error": .string(message),
        ]
        members["absoluteKeywordLocation"] = absoluteKeywordLocation.map { .string($0) }
        members["key"] = key.map { .string($0) }
        members["suggestion"] = suggestion.map { .string($0) }
        return .object(members)
    }
}
