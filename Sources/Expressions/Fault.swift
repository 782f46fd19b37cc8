/// An error while it may still be absorbed by `&&`, `||`, `all` or `exists`.
///
/// Making one is cheap, because a loop may make a million: the search for a similar name waits until somebody reads it.
struct Fault: Error {
    /// Where a name that was meant may be found.
    enum Candidates {
        case nowhere
        case members(CELMap)
        case bindings([String: CELValue])

        /// Not all of many: a search among thousands is no help.
        var names: [String] {
            switch self {
            case .nowhere: []
            case .members(let map): map.names(atMost: 200)
            case .bindings(let bindings): Array(bindings.keys.prefix(200))
            }
        }
    }

    let code: ExpressionError.Code
    let message: String
    let range: Range<Int>
    var wanted = ""
    var candidates = Candidates.nowhere
    var help: String?
    var replacement: String?

    /// Limits are not part of the language: no operator may absorb them.
    var endsEvaluation: Bool { code == .tooCostly || code == .tooLarge }

    var error: ExpressionError {
        let hint = Suggestion.text(for: wanted, among: candidates.names)
        return ExpressionError(
            code: code, message: message + hint, range: range, help: help, replacement: replacement)
    }
}
