/// Finds a quote nobody closed when the parser took the next opening one for its end.
enum QuoteSearch {
    /// - Parameter limit: the line where the parser gave up.
    static func unclosed(_ file: SourceFile, before limit: Int) -> SourcePosition? {
        var number = 1
        while number <= min(limit, file.lines.count) {
            let line = file.lines[number - 1]
            var index = 0
            while let start = line.indices.dropFirst(index).first(where: { opens(line, at: $0) }) {
                // Only what lies since the last quote: a line may hold very many of them.
                if line[index..<start].contains("#") { break }
                guard let end = end(of: line, from: start + 1, quote: line[start]) else {
                    return isClosedByAnOpener(file, line[start], after: number)
                        ? SourcePosition(line: number, column: start + 1) : nil
                }
                index = end + 1
            }
            number += 1
        }
        return nil
    }

    /// Whether a value could begin with the quote here.
    private static func opens(_ line: [Unicode.Scalar], at index: Int) -> Bool {
        guard line[index] == "\"" || line[index] == "'" else { return false }
        let before = line[..<index].last { $0 != " " }
        guard let before else { return true }
        let isApart = line[index - 1] == " "
        return "[{".unicodeScalars.contains(before) || isApart && ":-,".unicodeScalars.contains(before)
    }

    private static func end(of line: [Unicode.Scalar], from start: Int, quote: Unicode.Scalar) -> Int? {
        var index = start
        while index < line.count {
            if line[index] == "\\", quote == "\"" {
                index += 1
            } else if line[index] == quote {
                let isDoubled = quote == "'" && index + 1 < line.count && line[index + 1] == quote
                guard isDoubled else { return index }
                index += 1
            }
            index += 1
        }
        return nil
    }

    private static func isClosedByAnOpener(_ file: SourceFile, _ quote: Unicode.Scalar, after number: Int) -> Bool {
        for line in file.lines.dropFirst(number) {
            guard let end = end(of: line, from: 0, quote: quote) else { continue }
            return opens(line, at: end) && line[..<end].contains { $0 != " " }
        }
        return true
    }
}
