import Expressions

/// A stretch of text that another language, or a slip, writes for `${{ … }}`.
struct Lookalike {
    /// UTF-8 offsets of the whole text, with what opens and closes it.
    let range: Range<Int>
    let text: String
    /// What stands inside, without blanks around it.
    let inner: String
    /// `{{ }}`, of which only the `$` is missing.
    let isBraces: Bool
    /// Whether what it reads is there.
    let isCertain: Bool

    var meant: String { "${{ \(inner) }}" }
}

/// Finds `{{ x }}`, and of what this pipeline can read `${ x }`, `$(x)` and `$x`.
///
/// Shells and other programs have such forms of their own: `${HOME}` and `$input` are theirs.
struct LookalikeSearch {
    private static let mostClosings = 4
    private static let longest = 1_000

    private let bytes: [UInt8]
    private let names: LookalikeNames

    init(_ text: String, _ names: LookalikeNames) {
        bytes = Array(text.utf8)
        self.names = names
    }

    /// - Parameter range: of UTF-8 offsets without expressions.
    func lookalikes(in range: Range<Int>) -> [Lookalike] {
        var found: [Lookalike] = []
        var place = range.lowerBound
        while let next = bytes[place..<range.upperBound].firstIndex(where: { $0 == Byte.dollar || $0 == Byte.open }) {
            if let lookalike = lookalike(at: next, before: range.upperBound) {
                found.append(lookalike)
                place = lookalike.range.upperBound
            } else {
                place = next + 1
            }
        }
        return found
    }

    private func lookalike(at place: Int, before end: Int) -> Lookalike? {
        guard place + 1 < end else { return nil }
        switch (bytes[place], bytes[place + 1]) {
        case (Byte.open, Byte.open): return braces(at: place, before: end)
        case (Byte.dollar, Byte.open): return enclosed(at: place, closing: UInt8(ascii: "}"), before: end)
        case (Byte.dollar, Byte.bracket): return enclosed(at: place, closing: UInt8(ascii: ")"), before: end)
        case (Byte.dollar, _): return path(at: place, before: end)
        default: return nil
        }
    }

    private func braces(at place: Int, before end: Int) -> Lookalike? {
        let close = UInt8(ascii: "}")
        for last in closings(close, from: place + 2, before: end) where last + 1 < end && bytes[last + 1] == close {
            let inner = trimmed(place + 2..<last)
            let isCertain = (try? Expression(parsing: inner)).map(names.areKnown) ?? false
            return lookalike(place..<last + 2, inner: inner, isBraces: true, isCertain: isCertain)
        }
        return nil
    }

    private func enclosed(at place: Int, closing: UInt8, before end: Int) -> Lookalike? {
        for last in closings(closing, from: place + 2, before: end) {
            let inner = trimmed(place + 2..<last)
            guard let expression = try? Expression(parsing: inner), names.areThere(in: expression) else { continue }
            return lookalike(place..<last + 1, inner: inner)
        }
        return nil
    }

    private func path(at place: Int, before end: Int) -> Lookalike? {
        var last = place + 1
        while last < end, Byte.isOfPath(bytes[last]) { last += 1 }
        while bytes[last - 1] == UInt8(ascii: ".") { last -= 1 }
        let inner = trimmed(place + 1..<last)
        return names.isPath(inner) ? lookalike(place..<last, inner: inner) : nil
    }

    private func lookalike(
        _ range: Range<Int>, inner: String, isBraces: Bool = false, isCertain: Bool = true
    ) -> Lookalike {
        Lookalike(
            range: range, text: String(decoding: bytes[range], as: UTF8.self), inner: inner, isBraces: isBraces,
            isCertain: isCertain)
    }

    /// Maps have closing braces of their own.
    private func closings(_ closing: UInt8, from start: Int, before end: Int) -> [Int] {
        guard start < end else { return [] }
        let stretch = start..<min(end, start + Self.longest)
        return Array(stretch.lazy.filter { bytes[$0] == closing }.prefix(Self.mostClosings))
    }

    private func trimmed(_ range: Range<Int>) -> String {
        let inner = bytes[range].drop { $0 == Byte.blank }
        let end = inner.lastIndex { $0 != Byte.blank }.map { $0 + 1 } ?? inner.startIndex
        return String(decoding: inner[..<end], as: UTF8.self)
    }
}

private enum Byte {
    static let dollar = UInt8(ascii: "$")
    static let open = UInt8(ascii: "{")
    static let bracket = UInt8(ascii: "(")
    static let blank = UInt8(ascii: " ")

    static func isOfPath(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
