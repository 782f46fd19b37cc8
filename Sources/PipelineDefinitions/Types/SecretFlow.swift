import Expressions

/// Where secrets go.
enum SecretFlow {
    /// The secret that the value of an expression may show, such as `secrets.token`; `nil` if it shows none.
    ///
    /// A truth, a number or one of a few written texts tells nothing of the secret that it was worked out from.
    static func secret(in expression: Expression, of type: StaticType) -> Reference? {
        guard canHold(type) else { return nil }
        return expression.references.first { $0.root == "secrets" && !isPresenceTest($0, in: expression) }
    }

    /// `a.?b` asks for presence too, but gives the value.
    private static func isPresenceTest(_ reference: Reference, in expression: Expression) -> Bool {
        reference.isPresenceTest && !expression.text(in: reference.range).contains("?")
    }

    private static func canHold(_ type: StaticType) -> Bool {
        switch type {
        case .null, .bool, .int, .uint, .double, .number, .timestamp, .duration, .type, .string(among: .some): false
        case .any, .string(among: nil), .bytes: true
        case .list(let item, _): canHold(item)
        case .map(let key, let value): canHold(key) || canHold(value)
        case .object(let shape): shape.isOpen || shape.members.values.contains { canHold($0.type) }
        case .optional(let value): canHold(value)
        }
    }
}
