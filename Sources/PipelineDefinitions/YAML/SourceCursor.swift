/// Reads the source from a place on, to find what the parser does not tell: where values end, anchors and tags.
struct SourceCursor {
    struct Token {
        let text: String
        let range: SourceRange
    }

    private let lines: [[Unicode.Scalar]]
    /// The one of ``position``; empty beyond the file.
    private var line: [Unicode.Scalar]
    private(set) var position: SourcePosition {
        didSet { if position.line != oldValue.line { line = Self.line(position.line, of: lines) } }
    }

    init(_ file: SourceFile, at position: SourcePosition) {
        lines = file.lines
        line = Self.line(position.line, of: lines)
        self.position = position
    }

    private static func line(_ number: Int, of lines: [[Unicode.Scalar]]) -> [Unicode.Scalar] {
        lines.indices.contains(number - 1) ? lines[number - 1] : []
    }

    /// The scalar here; a line feed at the end of each line, `nil` at the end of the file.
    var current: Unicode.Scalar? {
        if line.indices.contains(position.column - 1) { return line[position.column - 1] }
        return (1..<lines.count).contains(position.line) ? "\n" : nil
    }

    mutating func advance() {
        guard let current else { return }
        position =
            current == "\n"
            ? SourcePosition(line: position.line + 1, column: 1)
            : SourcePosition(line: position.line, column: position.column + 1)
    }

    mutating func skipBlanks() {
        while let scalar = current, scalar == " " || scalar == "\t" || scalar == "\n" { advance() }
    }

    private mutating func skipToLineEnd() {
        while let scalar = current, scalar != "\n" { advance() }
    }

    /// Reads `&anchor` and `!tag`, in whatever order, and stops at the value.
    mutating func readProperties() -> (anchor: Token?, tag: Token?) {
        var anchor: Token?
        var tag: Token?
        while let scalar = current, scalar == "&" || scalar == "!" {
            let start = position
            var text = ""
            while let scalar = current, !" \t\n,[]{}".unicodeScalars.contains(scalar) {
                text.unicodeScalars.append(scalar)
                advance()
            }
            let token = Token(text: text, range: SourceRange(start, position))
            if scalar == "&" { anchor = token } else { tag = token }
            skipBlanks()
        }
        return (anchor, tag)
    }

    /// Moves behind a scalar that starts here.
    mutating func skip(_ text: String, style: YAMLScalar.Style) {
        switch style {
        case .plain: skipPlain(text)
        case .singleQuoted: skipQuoted("'", escape: "'")
        case .doubleQuoted: skipQuoted("\"", escape: "\\")
        case .literal, .folded: skipBlock(isEmpty: text.isEmpty)
        }
    }

    private mutating func skipPlain(_ text: String) {
        // Nearly every text stands in its line as it is.
        if line.dropFirst(position.column - 1).starts(with: text.unicodeScalars) {
            position = SourcePosition(line: position.line, column: position.column + text.unicodeScalars.count)
            return
        }
        for scalar in text.unicodeScalars where scalar != " " && scalar != "\t" && scalar != "\n" {
            let before = position
            skipBlanks()
            guard current == scalar else {
                position = before
                return
            }
            advance()
        }
    }

    private mutating func skipQuoted(_ quote: Unicode.Scalar, escape: Unicode.Scalar) {
        advance()
        while let scalar = current {
            advance()
            if scalar == escape, scalar != quote || current == quote {
                advance()
            } else if scalar == quote {
                return
            }
        }
    }

    private mutating func skipBlock(isEmpty: Bool) {
        let hasOwnIndent = (lines[position.line - 1].dropFirst(position.column).prefix(2)).contains {
            $0.value >= 49 && $0.value <= 57
        }
        skipToLineEnd()
        guard !isEmpty else { return }
        var wanted: Int?
        for number in (position.line + 1)...max(position.line + 1, lines.count) where lines.indices.contains(number - 1)
        {
            let line = lines[number - 1]
            guard let indent = line.firstIndex(where: { $0 != " " }) else { continue }
            if indent < wanted ?? 0 { return }
            if wanted == nil { wanted = hasOwnIndent ? min(1, indent) : indent }
            position = SourcePosition(line: number, column: line.count + 1)
        }
    }

    /// Moves behind the bracket that ends a flow collection, from behind its last item on.
    mutating func skipToClosing(_ bracket: Unicode.Scalar) {
        while let scalar = current, scalar != bracket {
            if scalar == "#" { skipToLineEnd() } else { advance() }
        }
        advance()
    }
}
