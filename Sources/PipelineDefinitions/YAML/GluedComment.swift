/// A `#` directly before a word, which may have been meant as part of the value: `#general`, `Fix bug #12`.
struct GluedComment {
    let message: String
    let range: SourceRange
    let help: String

    /// - Parameter value: of a plain value, which may be empty.
    init?(behind value: SourceRange, in file: SourceFile) {
        let number = value.end.line
        guard file.lines.indices.contains(number - 1) else { return nil }
        let line = file.lines[number - 1]
        guard value.end.column - 1 <= line.count else { return nil }
        let start = line[(value.end.column - 1)...].firstIndex { $0 != " " && $0 != "\t" } ?? line.count
        let rest = line[start...]
        guard rest.first == "#", let next = rest.dropFirst().first, next != " ", next != "#", next != "!", next != "\t",
            !SourceFile.string(rest.dropFirst()).hasPrefix("millrace:"), start > 0, line[start - 1] == " "
        else { return nil }
        let isEmpty = value.start == value.end
        let first = isEmpty ? start : value.start.column - 1
        range = SourceRange(line: number, column: start + 1, length: rest.count)
        message =
            isEmpty ? "this value is empty: a `#` begins a comment" : "everything after ` #` is a comment, not text"
        help = QuotingHelp.quoting(line, from: value.start.line == number ? first : start)
    }
}
