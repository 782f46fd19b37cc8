/// Shows a line as it reads with its value in quotes.
enum QuotingHelp {
    /// - Parameter column: where the value starts, counted from 1.
    static func text(line: String, from column: Int) -> String {
        let scalars = Array(line.unicodeScalars)
        let start = min(max(0, column - 1), scalars.count)
        let before = SourceFile.string(scalars[..<start].drop { $0 == " " })
        var value = scalars[start...].prefix(80)
        while value.last == " " || value.last == "\t" { value.removeLast() }
        let text = SourceFile.string(value)
        let quote = text.contains("\"") || text.contains("\\") ? "'" : "\""
        let inner =
            quote == "'" ? text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") : text
        return "write `\(before)\(quote)\(inner)\(quote)`"
    }
}
