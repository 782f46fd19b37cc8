/// Finds the bracket that was never closed where the parser only knows where it gave up.
enum BracketSearch {
    /// - Parameters:
    ///   - told: where the parser says the collection begins; right unless the file ends first.
    ///   - noticed: where it gave up.
    static func opener(_ file: SourceFile, at told: SourcePosition, noticed: SourcePosition) -> SourcePosition {
        let line = file.lines.indices.contains(told.line - 1) ? file.lines[told.line - 1] : []
        let character = line.dropFirst(told.column - 1).first
        if let character, "[{\"'".unicodeScalars.contains(character) { return told }
        return open(file, before: noticed).last ?? told
    }

    /// Brackets not closed before a place, leaving out quoted text and comments.
    private static func open(_ file: SourceFile, before limit: SourcePosition) -> [SourcePosition] {
        var open: [SourcePosition] = []
        var quote: Unicode.Scalar?
        for (index, line) in file.lines.prefix(limit.line).enumerated() {
            for (column, scalar) in line.enumerated() {
                if let current = quote {
                    if scalar == current { quote = nil }
                } else if scalar == "\"" || scalar == "'",
                    column == 0 || " [{,".unicodeScalars.contains(line[column - 1])
                {
                    quote = scalar
                } else if scalar == "#", column == 0 || line[column - 1] == " " {
                    break
                } else if scalar == "[" || scalar == "{" {
                    open.append(SourcePosition(line: index + 1, column: column + 1))
                } else if scalar == "]" || scalar == "}" {
                    _ = open.popLast()
                }
            }
        }
        return open
    }
}
