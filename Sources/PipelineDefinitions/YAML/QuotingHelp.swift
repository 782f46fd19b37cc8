/// Shows how a line reads with its value in quotes, and puts it there.
struct QuotingHelp {
    private let line: [Unicode.Scalar]
    private let number: Int
    /// Of the value, without what follows it.
    private let stretch: Range<Int>
    private let isContinued: Bool

    /// - Parameter place: where the value starts.
    init(_ file: SourceFile, at place: SourcePosition) {
        number = place.line
        line = file.lines.indices.contains(number - 1) ? file.lines[number - 1] : []
        let start = min(max(0, place.column - 1), line.count)
        stretch = start..<Self.end(of: line, from: start)
        isContinued = Self.isContinued(file, number)
    }

    /// Of a long line only the key and the value.
    var text: String {
        let before = line[..<stretch.lowerBound].drop { $0 == " " }
        let key = before.lastIndex { $0 == "," || $0 == "{" }.map { before[($0 + 1)...].drop { $0 == " " } } ?? before
        let whole = SourceFile.string(before) + quoted + SourceFile.string(line[stretch.upperBound...])
        return "write `\(line.count <= 80 ? whole : SourceFile.string(key) + quoted)`"
    }

    /// `nil` where the value goes on in the next line.
    var fix: Diagnostic.Fix? {
        guard !isContinued, !stretch.isEmpty else { return nil }
        let range = SourceRange(line: number, column: stretch.lowerBound + 1, length: stretch.count)
        return Diagnostic.Fix("put quotes around the value", [.init(range, quoted)])
    }

    /// The rest of a line, comment and all, as a quoted text.
    static func quoting(_ line: [Unicode.Scalar], from start: Int) -> String {
        "quote the value if it belongs to it: \(quoted(SourceFile.string(line[start...])))"
    }

    private var quoted: String { Self.quoted(SourceFile.string(line[stretch])) }

    private static func quoted(_ text: String) -> String {
        let quote = text.contains("\"") || text.contains("\\") ? "'" : "\""
        return quote + (quote == "'" ? text.replacing("'", with: "''") : text) + quote
    }

    /// Before a comment and, within `{ }` or `[ ]`, before what ends the value there.
    private static func end(of line: [Unicode.Scalar], from start: Int) -> Int {
        let isFlow = line[..<start].contains { $0 == "{" || $0 == "[" }
        var depth = 0
        var end = start
        while end < line.count {
            let scalar = line[end]
            if scalar == "#", end > start, line[end - 1] == " " { break }
            if isFlow, depth == 0, ",]}".unicodeScalars.contains(scalar) { break }
            if "([{".unicodeScalars.contains(scalar) { depth += 1 }
            if ")]}".unicodeScalars.contains(scalar) { depth -= 1 }
            end += 1
        }
        while end > start, line[end - 1] == " " || line[end - 1] == "\t" { end -= 1 }
        return end
    }

    private static func isContinued(_ file: SourceFile, _ number: Int) -> Bool {
        guard file.lines.indices.contains(number - 1) else { return false }
        let indent = file.lines[number - 1].prefix { $0 == " " || $0 == "-" }.count
        guard let next = CommentFinder.nextContent(after: number, in: file) else { return false }
        return file.lines[next - 1].prefix { $0 == " " }.count > indent
    }
}
