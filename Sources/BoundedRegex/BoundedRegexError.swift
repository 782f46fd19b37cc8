/// A pattern that cannot be read, or a search that was given up.
public struct BoundedRegexError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong. Raw values are stable codes.
    public enum Code: String, Sendable {
        /// The pattern is not a regular expression, or is longer than ``BoundedRegex/maximumPatternLength``.
        case syntax = "regex_syntax"
        /// The search would take more steps or memory than one search may have.
        case tooCostly = "regex_too_costly"
        /// The machine has no memory left for the search.
        case unavailable = "regex_unavailable"
    }

    public let code: Code
    public let message: String
    /// Bytes from the start of the pattern, for ``Code/syntax`` only; the first is 0.
    public let offset: Int?

    public init(code: Code, message: String, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    public var description: String { offset.map { "\(message) (at byte \($0))" } ?? message }
}
