/// Why an expression was refused or could not be evaluated.
public struct ExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong. Raw values are stable.
    public enum Code: String, Sendable, CaseIterable {
        /// The text is not an expression, or a `${{` is not closed.
        case syntax = "expression_syntax"
        /// More than 8,192 code points.
        case tooLong = "expression_too_long"
        /// Brackets or operators are nested too deeply.
        case tooDeep = "expression_too_deep"
        /// A name that nothing provides.
        case unknownName = "unknown_name"
        /// A map has no such key.
        case noSuchField = "no_such_field"
        /// There is no function or macro of that name, or none with that number of arguments.
        case noSuchFunction = "no_such_function"
        /// An operator or function does not take values of these types.
        case typeMismatch = "type_mismatch"
        case divideByZero = "divide_by_zero"
        /// A number, timestamp or duration left its range.
        case overflow = "overflow"
        case indexOutOfRange = "index_out_of_range"
        /// A map literal names a key twice.
        case duplicateKey = "duplicate_key"
        /// A value of the right type that cannot be used, such as `int("x")`.
        case invalidValue = "invalid_value"
        /// The evaluation used up its steps.
        case tooCostly = "too_costly"
        /// The evaluation produced more than it may, or a value nested too deeply.
        case tooLarge = "too_large"
    }

    public let code: Code
    /// One sentence or two in the user's words. Never holds values, only names, so that it may be logged.
    public let message: String
    /// UTF-8 offsets into the text that was parsed: the expression, or the whole template.
    public let range: Range<Int>
    /// What to type instead, if there is more to say.
    public let help: String?
    /// A text for ``range`` that mends it for certain: the function that was meant.
    public let replacement: String?

    public init(
        code: Code, message: String, range: Range<Int>, help: String? = nil, replacement: String? = nil
    ) {
        self.code = code
        self.message = message
        self.range = range
        self.help = help
        self.replacement = replacement
    }

    public var description: String { "\(message) (at byte \(range.lowerBound))" }
}
