import Expressions
import JSONModel

/// Answers expressions line by line: `{"expr", "bindings": {name: tagged}, "container"?, "check": bool}` becomes
/// `{"value": tagged}` or `{"error": text}`.
enum ExpressionLines {
    /// Reads to the end; a line that cannot be read is answered with an error, as any other.
    static func run(read: () -> String?, write: (String) -> Void) {
        while let line = read() {
            if line.allSatisfy(\.isWhitespace) { continue }
            write(answer(to: line).text())
        }
    }

    static func answer(to line: String) -> JSONValue {
        do {
            // Each value takes two levels, each map three.
            let request = try ExpressionRequest(try JSONValue(parsing: line, maximumDepth: 400))
            return ["value": try request.value()]
        } catch {
            return ["error": .string(text(of: error))]
        }
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case let error as ExpressionError: "\(error.code.rawValue): \(error)"
        case let error as JSONParseError: "\(error.code.rawValue): \(error)"
        case let error as TaggedValueError: error.message
        default: "invalid_line: \(error)"
        }
    }
}

/// What one line asks for.
struct ExpressionRequest {
    private let source: String
    private var bindings: [String: CELValue] = [:]
    private let container: String
    private let isChecked: Bool

    init(_ line: JSONValue) throws {
        guard let source = line["expr"]?.stringValue else {
            throw TaggedValueError("invalid_line: `expr` is missing or no text")
        }
        self.source = source
        container = line["container"]?.stringValue ?? ""
        isChecked = line["check"]?.boolValue ?? false
        for (name, value) in line["bindings"]?.objectValue ?? [:] { bindings[name] = try TaggedValue.decode(value) }
    }

    func value() throws -> JSONValue {
        let expression = try Expression(parsing: source, refusesUnknownFunctions: false)
            .resolving(bindings.keys, container: container)
        if isChecked { try check(expression) }
        return try TaggedValue.encode(try expression.evaluate(bindings))
    }

    private func check(_ expression: Expression) throws {
        var types: [String: StaticType] = [:]
        for (name, value) in bindings { types[name] = StaticType(of: value, name: "`\(name)`") }
        // What CEL itself refuses: it knows of no members a map must have, of no price, and of lists of mixed types.
        let kinds: Set<ExpressionProblem.Kind> = [.unknownName, .unknownFunction, .typeMismatch]
        guard let problem = expression.check(types).problems.first(where: { kinds.contains($0.kind) }) else { return }
        throw TaggedValueError("check: \(problem.message) (at byte \(problem.range.lowerBound))")
    }
}
