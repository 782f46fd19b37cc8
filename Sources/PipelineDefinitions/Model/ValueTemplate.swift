public import Expressions
public import JSONModel

/// A YAML value whose texts may hold expressions.
public indirect enum ValueTemplate: Sendable {
    case literal(JSONValue)
    case text(Template)
    case list([ValueTemplate])
    case map([String: ValueTemplate])

    /// The value with every expression evaluated once; results are never evaluated again.
    /// - Throws: ``TemplateError`` with the place of the text that failed.
    public func evaluate(_ bindings: [String: CELValue]) throws(TemplateError) -> JSONValue {
        try evaluate(bindings, at: .root)
    }

    private func evaluate(_ bindings: [String: CELValue], at pointer: JSONPointer) throws(TemplateError) -> JSONValue {
        switch self {
        case .literal(let value): return value
        case .text(let template):
            do {
                return try template.evaluate(bindings)
            } catch {
                throw TemplateError(pointer: pointer, error: error)
            }
        case .list(let items):
            var values: [JSONValue] = []
            for (index, item) in items.enumerated() {
                values.append(try item.evaluate(bindings, at: pointer.appending(index)))
            }
            return .array(values)
        case .map(let members):
            var values: [String: JSONValue] = [:]
            for (key, member) in members { values[key] = try member.evaluate(bindings, at: pointer.appending(key)) }
            return .object(values)
        }
    }

    /// All expressions in it, those of a map by its keys.
    package var expressions: [Expression] {
        switch self {
        case .literal: []
        case .text(let template): template.expressions
        case .list(let items): items.flatMap(\.expressions)
        case .map(let members): members.sorted { $0.key < $1.key }.flatMap(\.value.expressions)
        }
    }

    /// The value with `null` where an expression stands, and the places of those: what can be checked before a run.
    public var skeleton: (value: JSONValue, unknown: Set<JSONPointer>) {
        var unknown: Set<JSONPointer> = []
        let value = skeleton(at: .root, unknown: &unknown)
        return (value, unknown)
    }

    private func skeleton(at pointer: JSONPointer, unknown: inout Set<JSONPointer>) -> JSONValue {
        switch self {
        case .literal(let value): return value
        case .text:
            unknown.insert(pointer)
            return .null
        case .list(let items):
            var values: [JSONValue] = []
            for (index, item) in items.enumerated() {
                values.append(item.skeleton(at: pointer.appending(index), unknown: &unknown))
            }
            return .array(values)
        case .map(let members):
            var values: [String: JSONValue] = [:]
            for (key, member) in members {
                values[key] = member.skeleton(at: pointer.appending(key), unknown: &unknown)
            }
            return .object(values)
        }
    }
}

/// An expression of a value that could not be evaluated.
public struct TemplateError: Error, Sendable, CustomStringConvertible {
    /// Where in the value.
    public let pointer: JSONPointer
    public let error: ExpressionError

    public var description: String {
        "\(error.message) (at \(pointer == .root ? "the value itself" : pointer.description))"
    }
}
