import Crypto
import JSONModel

/// The text of a pipeline and of those it uses as one: a YAML stream of several documents.
enum PipelineStream {
    private typealias Line = ArraySlice<UInt8>

    /// Its own text, then those of the others.
    static func text(_ own: String, followedBy others: [String]) -> String {
        others.reduce(own) { stream, text in
            // A document that has a start of its own needs the end of the one before.
            let separator = hasOwnStart(text) ? "...\n" : "---\n"
            return stream + (stream.last?.isNewline == false ? "\n" : "") + separator + text
        }
    }

    /// The documents of a stream, each with its comments and without what only separates it from the one before; a text
    /// alone is one.
    static func documents(in stream: String) -> [String] {
        guard stream.contains(bytesOf: "\n---") || stream.contains(bytesOf: "\n...") else { return [stream] }
        var documents: [String] = []
        var document: [UInt8] = []
        var hasContent = false
        func end() {
            if hasContent { documents.append(String(decoding: document, as: UTF8.self)) }
            (document, hasContent) = ([], false)
        }
        let lines = lines(of: stream)
        for (index, line) in lines.enumerated() {
            let isSeparator = isEnd(line) || isStart(line) && hasContent
            if isSeparator { end() }
            let text = isStart(line) ? line.dropFirst(3) : line
            if isEnd(line) || isSeparator && !isContent(text) { continue }
            document += line
            if index < lines.count - 1 { document.append(UInt8(ascii: "\n")) }
            if isContent(text) { hasContent = true }
        }
        end()
        return documents.isEmpty ? [stream] : documents
    }

    /// SHA-256, lower-case hexadecimal.
    static func hash(of text: String) -> String {
        HexadecimalText.of(Array(SHA256.hash(data: Array(text.utf8))))
    }

    private static func hasOwnStart(_ text: String) -> Bool {
        let first = lines(of: text).first { isContent($0) || $0.first == UInt8(ascii: "%") }
        return first.map { isStart($0) || $0.first == UInt8(ascii: "%") } ?? false
    }

    private static func lines(of text: String) -> [Line] {
        Array(text.utf8).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    private static func isStart(_ line: Line) -> Bool { isMarker("---", line) }
    private static func isEnd(_ line: Line) -> Bool { isMarker("...", line) }

    private static func isMarker(_ marker: String, _ line: Line) -> Bool {
        line.starts(with: marker.utf8) && (line.dropFirst(3).first.map(isBlank) ?? true)
    }

    /// Neither blank nor a comment nor a directive.
    private static func isContent(_ line: Line) -> Bool {
        guard let first = line.first(where: { !isBlank($0) }) else { return false }
        return first != UInt8(ascii: "#") && line.first != UInt8(ascii: "%")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
