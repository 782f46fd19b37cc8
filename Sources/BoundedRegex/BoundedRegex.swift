/// A regular expression whose search always ends soon.
///
/// Perl syntax over Unicode text. `$` is the end of the text only, never the place before a last line feed.
/// A search that would need more than the limits below throws instead of running on; the limits count steps, not
/// time, so the answer is the same on every machine.
public struct BoundedRegex: Sendable {
    /// Whose reading of escapes holds.
    public enum Dialect: Sendable {
        /// `\d`, `\w`, `\s` and `\b` know all of Unicode; `\x{1F600}` is a code point.
        case unicode
        /// As JSON Schema wants: `\d` and `\w` are ASCII, `\u0041` and `\u{1F600}` are code points.
        case ecmaScript
    }

    /// Bytes a pattern may have.
    public static let maximumPatternLength = 10_000
    /// Bytes a text may have.
    public static let maximumTextLength = 4_194_304

    /// The pattern as it was written.
    public let pattern: String
    private let compiled: CompiledPattern

    /// - Throws: ``BoundedRegexError`` with code `regex_syntax` and the place in the pattern.
    public init(_ pattern: String) throws(BoundedRegexError) {
        try self.init(pattern, dialect: .unicode)
    }

    /// - Throws: ``BoundedRegexError`` with code `regex_syntax` and the place in the pattern.
    public init(_ pattern: String, dialect: Dialect) throws(BoundedRegexError) {
        guard pattern.utf8.count <= Self.maximumPatternLength else {
            throw BoundedRegexError(
                code: .syntax, message: "the pattern is longer than \(Self.maximumPatternLength) bytes", offset: 0)
        }
        self.pattern = pattern
        compiled = try CompiledPattern(pattern, dialect: dialect)
    }

    /// Whether the pattern is found anywhere in the text.
    /// - Throws: ``BoundedRegexError`` with code `regex_too_costly`.
    public func matches(_ text: String) throws(BoundedRegexError) -> Bool {
        var steps = SearchBudget.maximumSteps
        return try matches(text, steps: &steps)
    }

    /// The same for many searches that share their steps; what this one took is subtracted.
    package func matches(_ text: String, steps: inout Int) throws(BoundedRegexError) -> Bool {
        guard text.utf8.count <= Self.maximumTextLength else {
            throw BoundedRegexError(
                code: .tooCostly, message: "the text is longer than \(Self.maximumTextLength) bytes")
        }
        return try compiled.matches(text, steps: &steps)
    }
}
