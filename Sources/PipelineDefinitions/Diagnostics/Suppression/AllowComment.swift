import JSONModel

/// One `# millrace:allow …` of a file.
struct AllowComment {
    static let word = "millrace:allow"

    struct Code {
        let text: String
        let range: SourceRange
    }

    /// From the `#` to the end of the line.
    let range: SourceRange
    /// The line whose warnings it silences.
    let line: Int
    let code: Code?
    let reason: String
    /// What to cut to be rid of it: the line, or the comment with the blanks before it.
    let removal: SourceRange

    static func all(in file: SourceFile) -> [AllowComment] {
        // Few files have one, and only those are read once more.
        guard file.text.contains(bytesOf: word), let root = YAMLDocument.read(file).0 else { return [] }
        let scalars = ScalarStretches(root)
        return file.lines.indices.compactMap { index in
            CommentFinder.start(in: file.lines[index]) { column in
                scalars.contains(SourcePosition(line: index + 1, column: column))
            }.flatMap { AllowComment(line: index + 1, column: $0, in: file) }
        }
    }

    /// - Parameter column: of the `#`.
    private init?(line number: Int, column: Int, in file: SourceFile) {
        let line = file.lines[number - 1]
        var index = column
        while index < line.count, line[index] == " " || line[index] == "#" { index += 1 }
        let word = Array(Self.word.unicodeScalars)
        guard line[index...].starts(with: word) else { return nil }
        index += word.count
        guard index == line.count || line[index] == " " else { return nil }
        while index < line.count, line[index] == " " { index += 1 }
        let codeStart = index
        while index < line.count, line[index] != " " { index += 1 }
        let codeText = SourceFile.string(line[codeStart..<index])
        code =
            codeText.isEmpty
            ? nil : Code(text: codeText, range: .init(line: number, column: codeStart + 1, length: index - codeStart))
        reason = SourceFile.string(line[index...].drop { $0 == " " })
        range = SourceRange(line: number, column: column, length: line.count - column + 1)
        let before = line[..<(column - 1)]
        if let last = before.lastIndex(where: { $0 != " " }) {
            self.line = number
            removal = SourceRange(line: number, column: last + 2, length: line.count - last - 1)
        } else {
            self.line = CommentFinder.nextContent(after: number, in: file) ?? number
            removal = SourceRange(
                SourcePosition(line: number, column: 1), SourcePosition(line: number + 1, column: 1))
        }
    }
}
