/// A text file as it was read.
public struct SourceFile: Sendable {
    /// Bytes a file may have: 1 MiB.
    public static let maximumSize = 1_048_576

    /// The name that diagnostics show.
    public let path: String
    public let text: String
    /// Each line without its line break, as scalars; columns are places in it.
    let lines: [[Unicode.Scalar]]

    public init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = Self.split(text)
    }

    /// Reads bytes as UTF-8.
    /// - Throws: a ``Diagnostic`` with code `E0112` (not UTF-8) or `E0114` (too large).
    public init(path: String, bytes: [UInt8]) throws(Diagnostic) {
        func failure(_ code: String, _ message: String, at offset: Int, _ help: String) -> Diagnostic {
            let before = bytes.prefix(offset)
            let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            let line = before.count { $0 == UInt8(ascii: "\n") } + 1
            let column = String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
            let range = SourceRange(line: line, column: column, length: 1)
            return Diagnostic(code: code, message: message, file: path, range: range, help: help)
        }
        guard bytes.count <= Self.maximumSize else {
            throw failure("E0114", Self.tooLarge, at: 0, "split it into several files")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let offset = Self.firstInvalidOffset(in: bytes)
            throw failure("E0112", "this file is not UTF-8 text", at: offset, "save the file as UTF-8")
        }
        self.init(path: path, text: text)
    }

    /// The text of a line, counted from 1, without its line break; `nil` beyond the end.
    public func line(at number: Int) -> String? {
        guard lines.indices.contains(number - 1) else { return nil }
        return Self.string(lines[number - 1][...])
    }

    /// The text of a stretch; what lies beyond the file is left out.
    public func text(in range: SourceRange) -> String {
        guard range.start.line < range.end.line else { return textOfLine(in: range) }
        let parts = (range.start.line...range.end.line).compactMap { number -> String? in
            guard lines.indices.contains(number - 1) else { return nil }
            let line = lines[number - 1]
            let start = number == range.start.line ? min(range.start.column - 1, line.count) : 0
            let end = number == range.end.line ? min(range.end.column - 1, line.count) : line.count
            return start <= end ? Self.string(line[start..<end]) : ""
        }
        return parts.joined(separator: "\n")
    }

    private func textOfLine(in range: SourceRange) -> String {
        guard range.start.line == range.end.line, lines.indices.contains(range.start.line - 1) else { return "" }
        let line = lines[range.start.line - 1]
        let end = min(range.end.column - 1, line.count)
        return range.start.column - 1 <= end ? Self.string(line[(range.start.column - 1)..<end]) : ""
    }

    static let tooLarge = "this file is larger than 1 MiB"

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        // Appended to a string one by one, they would take many times as long.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.underestimatedCount)
        for scalar in scalars {
            if scalar.isASCII { bytes.append(UInt8(scalar.value)) } else { bytes += String(scalar).utf8 }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same as the parser knows, so that its line numbers are ours.
    static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func split(_ text: String) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = []
        var line: [Unicode.Scalar] = []
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if isLineBreak(scalar) {
                if scalar != "\n" || last != "\r" {
                    lines.append(line)
                    line = []
                }
            } else {
                line.append(scalar)
            }
            last = scalar
        }
        return lines + [line]
    }

    private static func firstInvalidOffset(in bytes: [UInt8]) -> Int {
        let repaired = String(decoding: bytes, as: UTF8.self).utf8
        return zip(bytes, repaired).prefix { $0 == $1 }.count
    }
}
