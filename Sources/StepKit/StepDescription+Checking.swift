/// A value of `with` (or an output) that does not fit the declared fields.
public struct FieldProblem: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case unknownField = "unknown_field"
        case missingField = "missing_field"
        case wrongType = "wrong_type"
        case outOfRange = "out_of_range"
        case notAllowed = "not_allowed"
    }

    package let kind: Kind
    /// The place inside the value.
    package let pointer: JSONPointer
    /// One sentence in the user's words.
    public let message: String
}

extension StepDescription {
    /// `with` as the step will see it: declared defaults filled in where a field is absent or null, at every depth.
    package func applyingDefaults(to value: JSONValue) -> JSONValue {
        FieldType.object(fields).applyingDefaults(to: value)
    }

    /// What is wrong with a value of `with`; empty if nothing is.
    ///
    /// - Parameter isUnknown: tells which places hold an expression whose value is not known yet; they fit anything.
    package func problems(in value: JSONValue, isUnknown: (JSONPointer) -> Bool = { _ in false }) -> [FieldProblem] {
        withoutActuallyEscaping(isUnknown) { isUnknown in
            FieldCheck(isUnknown: isUnknown).object(value, fields: fields, at: .root)
        }
    }

    /// What is wrong with an output; empty if nothing is.
    package func outputProblems(in value: JSONValue) -> [FieldProblem] {
        FieldCheck(isUnknown: { _ in false }).object(value, fields: outputs, at: .root)
    }
}

private struct FieldCheck {
    let isUnknown: (JSONPointer) -> Bool
    /// Whether messages must not show the value.
    var isSecret = false

    func object(_ value: JSONValue, fields: [FieldDescription], at pointer: JSONPointer) -> [FieldProblem] {
        guard !isUnknown(pointer) else { return [] }
        guard case .object(let members) = value else { return [wrongType(value, "an object", at: pointer)] }
        let known = fields.map(\.name)
        let unknown = members.keys.filter { !known.contains($0) }.sorted().map { name in
            FieldProblem(
                kind: .unknownField, pointer: pointer.appending(name),
                message: "there is no field `\(name)`\(suggestion(for: name, among: known))")
        }
        return unknown + fields.flatMap { field in self.field(field, in: members, at: pointer) }
    }

    private func field(
        _ field: FieldDescription, in members: [String: JSONValue], at pointer: JSONPointer
    ) -> [FieldProblem] {
        let place = pointer.appending(field.name)
        guard let value = members[field.name], !(value.isNull && !field.isRequired) else {
            return field.isRequired
                ? [FieldProblem(kind: .missingField, pointer: place, message: "`\(field.name)` is missing")] : []
        }
        guard !isUnknown(place) else { return [] }
        let check = field.isSecret ? hidden() : self
        let problems = check.value(value, type: field.type, at: place)
        guard problems.isEmpty else { return problems }
        let choice = check.choice(value, of: field, at: place)
        return choice.isEmpty ? check.bounds(value, of: field, at: place) : choice
    }

    private func hidden() -> FieldCheck { FieldCheck(isUnknown: isUnknown, isSecret: true) }

    private func choice(_ value: JSONValue, of field: FieldDescription, at pointer: JSONPointer) -> [FieldProblem] {
        guard !field.allowed.isEmpty else { return [] }
        if case .array(let items) = value {
            return items.enumerated().flatMap { choice($1, of: field, at: pointer.appending($0)) }
        }
        guard let text = value.stringValue, !field.allowed.contains(text), !isUnknown(pointer) else { return [] }
        let (shown, hint) = isSecret ? ("the value", "") : ("`\(text)`", suggestion(for: text, among: field.allowed))
        let message = "\(shown) is not one of \(field.allowed.joined(separator: ", "))\(hint)"
        return [FieldProblem(kind: .notAllowed, pointer: pointer, message: message)]
    }

    private func bounds(_ value: JSONValue, of field: FieldDescription, at pointer: JSONPointer) -> [FieldProblem] {
        let amount: Double? =
            switch field.type {
            case .duration: value.stringValue.flatMap { Duration(parsing: $0) }?.boundValue
            case .size: value.stringValue.flatMap { ByteCount(parsing: $0) }?.boundValue ?? value.doubleValue
            case .integer, .number: value.doubleValue
            default: nil
            }
        guard let amount else { return [] }
        let text = isSecret ? "…" : value.stringValue ?? value.text()
        if let minimum = field.minimum, amount < minimum {
            let message = "`\(field.name): \(text)` is below the least value \(field.type.boundText(minimum))"
            return [FieldProblem(kind: .outOfRange, pointer: pointer, message: message)]
        }
        if let maximum = field.maximum, amount > maximum {
            let message = "`\(field.name): \(text)` is above the greatest value \(field.type.boundText(maximum))"
            return [FieldProblem(kind: .outOfRange, pointer: pointer, message: message)]
        }
        return []
    }

    private func value(_ value: JSONValue, type: FieldType, at pointer: JSONPointer) -> [FieldProblem] {
        guard !isUnknown(pointer) else { return [] }
        switch (type, value) {
        case (.any, _), (.string, .string), (.boolean, .bool), (.integer, .int), (.number, .int):
            return []
        case (.number, .double(let number)) where number.isFinite: return []
        case (.integer, .double) where value.intValue != nil: return []
        case (.duration, .string(let text)) where Duration(parsing: text) != nil: return []
        case (.size, .string(let text)) where ByteCount(parsing: text) != nil: return []
        case (.size, .int(let bytes)) where bytes >= 0: return []
        case (.list(let element), .array(let items)):
            return items.enumerated().flatMap { self.value($1, type: element, at: pointer.appending($0)) }
        case (.map(let element), .object(let members)):
            return members.sorted { $0.key < $1.key }
                .flatMap { self.value($0.value, type: element, at: pointer.appending($0.key)) }
        case (.object(let fields), _): return object(value, fields: fields, at: pointer)
        case (.artifact, .object):
            guard (try? JSONValueDecoder().decode(Artifact.self, from: value)) == nil else { return [] }
            return [wrongType(value, type.phrase, at: pointer)]
        default: return [wrongType(value, type.phrase, at: pointer)]
        }
    }

    private func wrongType(_ value: JSONValue, _ expected: String, at pointer: JSONPointer) -> FieldProblem {
        let name = pointer.tokens.last.map { "`\($0)` must be " } ?? "this must be "
        let found = value.stringValue.map { !isSecret && $0.utf8.count <= 40 ? "\"\($0)\"" : "a text" } ?? value.kind
        return FieldProblem(kind: .wrongType, pointer: pointer, message: "\(name)\(expected), this is \(found)")
    }

    private func suggestion(for name: String, among candidates: [String]) -> String {
        Spelling.hint(Spelling.nearest(to: name, among: candidates))
    }
}

extension FieldType {
    fileprivate func applyingDefaults(to value: JSONValue) -> JSONValue {
        switch (self, value) {
        case (.object(let fields), .object(var members)):
            for field in fields {
                guard let given = members[field.name], !given.isNull || field.defaultValue == nil else {
                    members[field.name] = field.defaultValue
                    continue
                }
                members[field.name] = field.type.applyingDefaults(to: given)
            }
            return .object(members)
        case (.list(let element), .array(let items)):
            return .array(items.map { element.applyingDefaults(to: $0) })
        case (.map(let element), .object(let members)):
            return .object(members.mapValues { element.applyingDefaults(to: $0) })
        default: return value
        }
    }

    /// With its article, for messages.
    var phrase: String {
        switch self {
        case .string: "a text"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .duration: "a duration such as 15s"
        case .size: "a size such as 500MB"
        case .artifact: "a file made by a step"
        case .list: "a list"
        case .map, .object: "an object"
        case .any: "any value"
        }
    }

    fileprivate func boundText(_ bound: Double) -> String {
        switch self {
        case .duration: Duration.milliseconds(Int64(exactly: (bound * 1000).rounded()) ?? .max).shortText
        case .size: ByteCount(bytes: Int64(exactly: max(bound, 0).rounded()) ?? .max).shortText
        default: Int64(exactly: bound).map(String.init) ?? String(bound)
        }
    }
}
