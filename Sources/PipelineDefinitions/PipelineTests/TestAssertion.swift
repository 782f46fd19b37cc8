import Expressions
public import JSONModel

/// One entry of `that:`: a CEL expression over the outcome, which must be true.
public struct TestAssertion: Sendable {
    public enum Verdict: Sendable, Hashable {
        case holds
        /// With the values it has read, by their names.
        case fails([String: JSONValue])
        case cannotTell(String)
    }

    /// What it may name.
    static let names = ["result", "job", "steps", "events", "published"]

    public let range: SourceRange
    let expression: Expression

    public var text: String { expression.source }

    /// - Parameter outcome: an object with a member for each name.
    public func verdict(on outcome: JSONValue) -> Verdict {
        var bindings: [String: CELValue] = [:]
        for name in Self.names { bindings[name] = CELValue(outcome[name] ?? .null) }
        do throws(ExpressionError) {
            guard case .bool(let isTrue) = try expression.evaluate(bindings) else {
                return .cannotTell("it is not true or false")
            }
            return isTrue ? .holds : .fails(valuesRead(of: outcome))
        } catch {
            return .cannotTell(error.message)
        }
    }

    private func valuesRead(of outcome: JSONValue) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for reference in expression.references where Self.names.contains(reference.root) {
            guard let value = outcome[JSONPointer(reference.path)] else { continue }
            values[reference.path.joined(separator: ".")] = value
        }
        return values
    }
}
