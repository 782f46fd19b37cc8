/// Reads RFC 3339.
struct TimestampReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = ArraySlice(text.utf8) }

    /// The time since the epoch.
    mutating func read() -> Duration? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2), skip("T"),
            let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2),
            let nanoseconds = fraction(), let offset = offset(), rest.isEmpty
        else { return nil }
        guard (1...12).contains(month), day >= 1, day <= Calendar.dayCount(year: year, month: month) else { return nil }
        guard hour < 24, minute < 60, second < 60 else { return nil }
        let days = Calendar.days(year: year, month: month, day: day)
        return .seconds(days * 86_400 + hour * 3600 + (minute - offset) * 60 + second) + .nanoseconds(nanoseconds)
    }

    /// The minutes east of UTC of `Z`, `UTC`, `+02:00`, `-08:00` or `02:00`.
    static func zone(_ name: String) -> Int? {
        if name == "UTC" { return 0 }
        let isSigned = name.first.map { "+-Z".contains($0) } ?? false
        var reader = TimestampReader(isSigned ? name : "+" + name)
        guard let offset = reader.offset(), reader.rest.isEmpty else { return nil }
        return offset
    }

    private mutating func offset() -> Int? {
        if skip("Z") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+") || skip("-"), let hours = number(2), skip(":"), let minutes = number(2) else { return nil }
        guard hours < 24, minutes < 60 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }

    private mutating func number(_ digits: Int) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy(Lexer.isDigit) else { return nil }
        rest = rest.dropFirst(digits)
        return Int(String(decoding: text, as: UTF8.self))
    }

    private mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        let digits = rest.prefix(while: Lexer.isDigit)
        guard (1...9).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return Int(String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: 9 - digits.count))
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }
}
