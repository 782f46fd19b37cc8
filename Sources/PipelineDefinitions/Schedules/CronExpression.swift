/// When a schedule fires, by the fields of a clock on the wall: second (may be left out), minute, hour, day of month,
/// month, day of week.
///
/// Each field is `*`, a number, a range `a-b`, a step `*/n` or `a-b/n`, or several of these with commas. Months and
/// days of the week have names (`JAN`, `mon`); Sunday is 0 or 7. Where neither the day of month nor the day of week
/// has a `*`, a day that fits either of them will do. `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` stand
/// for whole expressions.
public struct CronExpression: Sendable, Hashable {
    /// As it was written, with one blank between fields.
    public let text: String
    let second: CronField
    let minute: CronField
    let hour: CronField
    let dayOfMonth: CronField
    let month: CronField
    let dayOfWeek: CronField

    static let macros = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
        "@yearly": "0 0 1 1 *",
    ]

    /// - Throws: ``CronError`` with the place in the text.
    public init(parsing text: String) throws(CronError) {
        let written = Array(text.utf8)
        let words = Self.words(of: written)
        self.text = words.map { String(decoding: written[$0], as: UTF8.self) }.joined(separator: " ")
        let bytes = try Self.withoutMacro(written, words)
        let ranges = Self.words(of: bytes)
        guard ranges.count == 5 || ranges.count == 6 else { throw Self.wrongCount(ranges, in: bytes) }
        func field(_ unit: CronUnit, _ fromEnd: Int) throws(CronError) -> CronField {
            try CronFieldParser(unit: unit, bytes: bytes).parse(ranges[ranges.count - fromEnd])
        }
        second = ranges.count == 6 ? try field(.second, 6) : CronField(only: 0)
        minute = try field(.minute, 5)
        hour = try field(.hour, 4)
        dayOfMonth = try field(.dayOfMonth, 3)
        month = try field(.month, 2)
        dayOfWeek = try field(.dayOfWeek, 1)
    }

    private static func words(of bytes: [UInt8]) -> [Range<Int>] {
        bytes.indices.split { bytes[$0].isBlank }.map { $0.startIndex..<$0.endIndex }
    }

    private static func withoutMacro(_ bytes: [UInt8], _ words: [Range<Int>]) throws(CronError) -> [UInt8] {
        guard let first = words.first, bytes[first.lowerBound] == UInt8(ascii: "@") else { return bytes }
        let name = String(decoding: bytes[first], as: UTF8.self)
        guard let text = macros[name] else { throw .unknownMacro(name, at: first) }
        guard words.count == 1 else {
            throw CronError("nothing may follow `\(name)`", at: words[1].lowerBound..<bytes.count)
        }
        return Array(text.utf8)
    }

    private static func wrongCount(_ fields: [Range<Int>], in bytes: [UInt8]) -> CronError {
        CronError(
            "a cron expression has 5 or 6 fields, this one \(fields.count)", at: 0..<bytes.count,
            help: "fields: [second] minute hour day-of-month month day-of-week, such as `0 3 * * *`")
    }
}

extension UInt8 {
    /// Whether it stands between fields.
    var isBlank: Bool { [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n")].contains(self) }
}
