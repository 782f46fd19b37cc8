import Expressions

extension ExpressionProblem.Kind {
    var diagnosticCode: String {
        switch self {
        case .unknownName: "E0402"
        case .mayBeMissing: "E0405"
        case .unknownMember: "E0406"
        case .typeMismatch, .neverEqual: "E0407"
        case .unknownFunction: "E0414"
        case .tooCostly: "E0415"
        }
    }
}

extension ExpressionError {
    /// Why a text is no expression.
    func diagnostic(in node: YAMLNode, _ reader: NodeReader) -> Diagnostic {
        let diagnosticCode =
            switch code {
            case .noSuchFunction: "E0414"
            case .tooLong, .tooDeep, .tooCostly, .tooLarge: "E0415"
            default: "E0401"
            }
        return Diagnostic(
            code: diagnosticCode, message: message, file: reader.file.path, range: reader.range(range, in: node),
            help: help,
            fix: replacement.flatMap { node.fix([(range, $0)], title: "replace with `\($0)`") })
    }
}

extension ExpressionPlace {
    /// What a person reads of a problem.
    func diagnostic(_ problem: ExpressionProblem, plugins: Set<String>, _ reader: NodeReader) -> Diagnostic {
        Diagnostic(
            code: problem.kind.diagnosticCode, message: Self.message(problem, plugins), file: reader.file.path,
            range: range(problem.range, reader), help: problem.help,
            fix: problem.replacement.flatMap { fix(problem.range, $0) })
    }

    /// A plugin has no fields of its own; it returns them.
    private static func message(_ problem: ExpressionProblem, _ plugins: Set<String>) -> String {
        guard problem.kind == .unknownMember else { return problem.message }
        let parts = problem.message.split(separator: " has no ", maxSplits: 1)
        guard parts.count == 2, plugins.contains(String(parts[0].filter { $0 != "`" })) else { return problem.message }
        return "\(parts[0]) returns no \(parts[1])"
    }
}
