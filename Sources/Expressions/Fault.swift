/// An error while it may still be absorbed by `&&`, `||`, `all` or `exists`.
///
/// Making one is cheap, because a loop may make a million: the search for a similar name waits until somebody reads it.
struct Fault: Error {
    let code: ExpressionError.Code
    let message: String
    let range: Range<Int>
    var wanted = ""
    var candidates: CELMap?

    /// Limits are not part of the language: no operator may absorb them.
    var endsEvaluation: Bool { code == .tooCostly || code == .tooLarge }

    var error: ExpressionError {
        let names = candidates?.names(atMost: 200) ?? []
        let hint = Suggestion.text(for: wanted, among: names)
        return ExpressionError(code: code, message: message + hint, range: range)
    }
}
