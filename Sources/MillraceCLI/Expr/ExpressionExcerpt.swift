/// A line of an expression with a stretch of it underlined.
///
///     input.vidoeUrl
///           ^^^^^^^^
enum ExpressionExcerpt {
    /// - Parameter range: UTF-8 offsets; beyond the end it points behind the last character.
    static func text(_ source: String, _ range: Range<Int>) -> String {
        let bytes = Array(source.utf8)
        let start = min(range.lowerBound, bytes.count)
        let lineStart = bytes[..<start].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let lineEnd = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let end = min(max(range.upperBound, start), lineEnd)
        let before = String(decoding: bytes[lineStart..<start], as: UTF8.self)
        // A tab stays one, so that the line below has the same width.
        let padding = String(before.map { $0 == "\t" ? "\t" : " " })
        let width = max(1, String(decoding: bytes[start..<end], as: UTF8.self).count)
        let line = String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self)
        return "    \(line)\n    \(padding)\(String(repeating: "^", count: width))"
    }
}
