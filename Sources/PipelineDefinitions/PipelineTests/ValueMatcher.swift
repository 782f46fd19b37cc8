import Expressions
import JSONModel

/// A map with one key that begins with `$`, where a value is expected: a question instead of a value.
enum ValueMatcher {
    case matches(String)
    case present(Bool)

    static let keys = ["$matches", "$present"]

    /// `nil` for what is an ordinary value, or was refused when the file was read.
    init?(_ node: YAMLNode) {
        guard let entries = node.entries, entries.count == 1, let value = entries[0].value.scalar?.value else {
            return nil
        }
        switch (entries[0].key, value) {
        case ("$matches", .string(let pattern)): self = .matches(pattern)
        case ("$present", .bool(let flag)): self = .present(flag)
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .matches(let pattern): "a text that matches `\(pattern)`"
        case .present(true): "any value"
        case .present(false): "nothing"
        }
    }

    func fits(_ value: JSONValue?) -> Bool {
        switch self {
        case .present(let flag): (value != nil) == flag
        case .matches(let pattern): (value?.stringValue).map { Self.matches($0, pattern) } ?? false
        }
    }

    /// What is wrong with the pattern; `nil` if nothing is.
    static func problem(of pattern: String) -> String? {
        do throws(ExpressionError) {
            _ = try evaluate("", pattern)
            return nil
        } catch {
            return error.message
        }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        guard case .bool(true)? = try? evaluate(text, pattern) else { return false }
        return true
    }

    /// CEL's own `matches`, so that there is one kind of regular expression, and it always ends.
    private static func evaluate(_ text: String, _ pattern: String) throws(ExpressionError) -> CELValue {
        try Expression(parsing: "text.matches(pattern)").evaluate(["text": .string(text), "pattern": .string(pattern)])
    }
}
