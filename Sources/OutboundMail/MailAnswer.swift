/// What a server last said.
public struct MailAnswer: Sendable, Hashable {
    /// Three digits, such as 250 or 550.
    public let code: Int
    /// At most 200 characters, without control characters. Written by the server: may hold the recipient's address.
    public let text: String

    public init(code: Int, text: String) {
        self.code = code
        self.text = text
    }
}

/// Reads a server's lines and keeps those of its last answer.
struct AnswerReader {
    private var lines: [String] = []
    private var isComplete = true

    var text: String { String(lines.joined(separator: " ").prefix(200)) }

    mutating func read(_ line: UnsafeRawBufferPointer) {
        if isComplete { lines = [] }
        let words = String(decoding: line.prefix(1000), as: UTF8.self)
        isComplete = words.dropFirst(3).first != "-"
        // A server may send lines without end before it comes to the point.
        if lines.count < 10 { lines.append(Self.plain(words.dropFirst(4))) }
    }

    private static func plain(_ text: Substring) -> String {
        let kept = text.unicodeScalars.map { $0.isControl ? " " : $0 }
        return String(String.UnicodeScalarView(kept)).split(separator: " ").joined(separator: " ")
    }
}
