import JSONModel

/// Why a text is no cron expression.
public struct CronError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The field it is about, such as `minute`; `nil` if it is about the whole text.
    public let field: String?
    /// The part of the text that is wrong, in UTF-8 bytes.
    public let range: Range<Int>
    /// One sentence without a full stop.
    public let message: String
    /// What to write instead.
    public let help: String?

    init(_ message: String, field: String? = nil, at range: Range<Int>, help: String? = nil) {
        self.message = message
        self.field = field
        self.range = range
        self.help = help
    }

    public var description: String { message }
}

extension CronError {
    static func unknownMacro(_ name: String, at range: Range<Int>) -> CronError {
        let known = CronExpression.macros.keys.sorted()
        let nearest = Spelling.nearest(to: name, among: known)
        return CronError(
            "`\(name)` is not known\(Spelling.hint(nearest))", at: range,
            help: nearest.map { "write `\($0)`" } ?? "known: \(known.joined(separator: ", "))")
    }
}
