// `+ - * / %`, the sign and order.
extension Checker {
    mutating func binary(
        _ symbol: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID, _ id: Syntax.ID
    ) -> StaticType {
        let outer = nullComparison
        nullComparison = isNull(right) ? left : isNull(left) ? right : nil
        let a = type(left)
        let b = type(right)
        nullComparison = outer
        switch symbol {
        case .equal, .notEqual:
            checkEquality(Operand(left, a), Operand(right, b), id)
            return .bool
        case .isIn:
            checkMembership(Operand(left, a), Operand(right, b), id)
            return .bool
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            if !Self.areOrdered(a, b) { reportMismatch(symbol, Operand(left, a), Operand(right, b), id) }
            return .bool
        default:
            if let result = Self.result(symbol, a, b) { return result }
            reportMismatch(symbol, Operand(left, a), Operand(right, b), id)
            return .nothing
        }
    }

    private func isNull(_ id: Syntax.ID) -> Bool {
        if case .literal(.null) = syntax[id].kind { true } else { false }
    }

    mutating func negate(_ operand: Syntax.ID, _ id: Syntax.ID) -> StaticType {
        let type = type(operand)
        if type.isUnknown || type == .int || type == .double || type == .number { return type }
        report(.typeMismatch, "`-` does not take \(type.word)", at: id)
        return .nothing
    }

    private static func areOrdered(_ a: StaticType, _ b: StaticType) -> Bool {
        guard a.hasOrder, b.hasOrder else { return false }
        switch (a, b) {
        case _ where a.isUnknown || b.isUnknown: return true
        case _ where a.isNumeric: return b.isNumeric
        case (.string, .string): return true
        default: return a == b
        }
    }

    /// `nil` if no values of these types go together.
    private static func result(_ symbol: BinaryOperator, _ a: StaticType, _ b: StaticType) -> StaticType? {
        switch (a, b) {
        case (.nothing, _), (_, .nothing): return .nothing
        case (.any, .any): return .any
        case _ where a.isUnknown: return result(symbol, withOnly: b, onTheLeft: false)
        case _ where b.isUnknown: return result(symbol, withOnly: a, onTheLeft: true)
        case (.int, .int), (.uint, .uint): return a
        case (.double, .double): return symbol == .remainder ? nil : .double
        case (.number, .int), (.int, .number), (.number, .number): return .number
        case (.number, .double), (.double, .number): return symbol == .remainder ? nil : .number
        default: break
        }
        switch (symbol, a, b) {
        case (.add, .string, .string): return .string
        case (.add, .bytes, .bytes): return .bytes
        case (.add, .list(let itemA, let countA), .list(let itemB, let countB)):
            let count = countA.flatMap { a in countB.map { b in a.addingClamped(b) } }
            return .list(itemA.joined(with: itemB), atMost: count)
        case (.add, .timestamp, .duration), (.add, .duration, .timestamp), (.subtract, .timestamp, .duration):
            return .timestamp
        case (.subtract, .timestamp, .timestamp), (.add, .duration, .duration), (.subtract, .duration, .duration):
            return .duration
        default: return nil
        }
    }

    /// What comes of a known operand and one of any type.
    private static func result(
        _ symbol: BinaryOperator, withOnly known: StaticType, onTheLeft: Bool
    ) -> StaticType? {
        switch (symbol, known) {
        case (.remainder, .double): nil
        case (_, .int), (_, .uint), (_, .double), (_, .number), (.add, .bytes): known
        case (.add, .string): .string
        case (.add, .list): .list(.any, atMost: nil)
        case (.add, .timestamp): .timestamp
        case (.subtract, .timestamp): onTheLeft ? .any : .duration
        case (.add, .duration): .any
        case (.subtract, .duration): onTheLeft ? .duration : .any
        default: nil
        }
    }
}

// What to say when two types do not go together.
extension Checker {
    struct Operand {
        let id: Syntax.ID
        let type: StaticType

        init(_ id: Syntax.ID, _ type: StaticType) {
            self.id = id
            self.type = type
        }
    }

    private mutating func reportMismatch(_ symbol: BinaryOperator, _ a: Operand, _ b: Operand, _ id: Syntax.ID) {
        let known = [a.type, b.type].filter { !$0.isUnknown }.map(\.word)
        let message =
            a.type.isNumeric && b.type.isNumeric
            ? Self.mixed(symbol, a.type, b.type)
            : "`\(symbol.rawValue)` does not take \(known.joined(separator: " and "))"
        guard known.count == 2, let mend = mend(symbol, a, b) ?? mend(symbol, b, a) else {
            return report(.typeMismatch, message, at: id)
        }
        report(
            .typeMismatch, message, at: syntax[mend.id].range, help: "write `\(mend.text)`", replacement: mend.text)
    }

    private static func mixed(_ symbol: BinaryOperator, _ a: StaticType, _ b: StaticType) -> String {
        if symbol == .remainder, a != .uint, b != .uint { return "`%` takes integers only" }
        let kinds =
            a == .uint || b == .uint ? "unsigned integers with other numbers" : "integers with fractional numbers"
        return "`\(symbol.rawValue)` does not mix \(kinds)"
    }

    /// The change of `odd` that makes it go with `other`, where there is one that everybody would make.
    private func mend(_ symbol: BinaryOperator, _ odd: Operand, _ other: Operand) -> (id: Syntax.ID, text: String)? {
        guard isWhole(odd.id) else { return nil }
        let text = source(odd.id)
        switch (other.type, odd.type) {
        case (.string, .int), (.string, .uint), (.string, .double), (.string, .number), (.string, .bool),
            (.string, .timestamp), (.string, .duration):
            guard symbol == .add else { return nil }
            return (odd.id, stringSource(odd.id))
        case (.string, .list), (.string, .map), (.string, .object):
            return symbol == .add ? (odd.id, "json(\(text))") : nil
        case (.double, .int) where symbol != .remainder:
            return (odd.id, isLiteral(odd.id) ? "\(text).0" : "double(\(text))")
        case (.int, .uint): return isLiteral(other.id) ? (other.id, source(other.id) + "u") : (odd.id, "int(\(text))")
        case (.double, .uint) where symbol != .remainder: return (odd.id, "double(\(text))")
        case (.timestamp, .string): return (odd.id, "timestamp(\(text))")
        case (.duration, .string): return (odd.id, "duration(\(text))")
        default: return nil
        }
    }

    /// Whether the source of a node can stand alone: the outer parentheses of `(a) + (b)` are not part of it.
    func isWhole(_ id: Syntax.ID) -> Bool {
        var depth = 0
        for byte in syntax.text[syntax[id].range] {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            if depth < 0 { return false }
        }
        return depth == 0
    }

    /// A number as text: `"1"` for `1`, `string(x)` for `x`.
    func stringSource(_ id: Syntax.ID) -> String {
        if case .literal(.int) = syntax[id].kind { return "\"\(source(id))\"" }
        return "string(\(source(id)))"
    }

    func isLiteral(_ id: Syntax.ID) -> Bool {
        if case .literal = syntax[id].kind { true } else { false }
    }
}

extension StaticType {
    var isNumeric: Bool {
        switch self {
        case .int, .uint, .double, .number: true
        default: false
        }
    }

    var isText: Bool {
        if case .string = self { !isUnknown } else { false }
    }

    fileprivate var hasOrder: Bool {
        switch self {
        case .any, .bool, .int, .uint, .double, .number, .string, .bytes, .timestamp, .duration: true
        case .null, .type, .list, .map, .object, .optional: false
        }
    }
}

extension Int {
    func addingClamped(_ other: Int) -> Int {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }

    func multipliedClamped(by other: Int) -> Int {
        let (product, isOver) = multipliedReportingOverflow(by: other)
        return isOver ? .max : product
    }
}
