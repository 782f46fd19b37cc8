import Testing

/// A document with a mistake, and what a person would name first: the place and the keyword.
struct LabelledDocument: Sendable, CustomTestStringConvertible {
    let schema: String
    let instance: String
    let place: String
    /// More than one where a person would accept either.
    let keywords: [String]

    var testDescription: String { instance }

    static let all = (objects + choices + combinations).flatMap(read)

    /// A group is a line with the schema, then a line for each document: the place, the keywords, the document.
    ///
    /// The place `.` is the whole document, and the keyword `false` that of a schema that allows nothing.
    private static func read(_ group: String) -> [LabelledDocument] {
        let lines = group.split(separator: "\n")
        let schema = lines.prefix { !$0.hasPrefix("---") }.joined()
        return lines.drop { !$0.hasPrefix("---") }.dropFirst().map { line in
            let parts = line.split(separator: " ", maxSplits: 2)
            return LabelledDocument(
                schema: schema, instance: String(parts[2]), place: parts[0] == "." ? "" : String(parts[0]),
                keywords: parts[1].split(separator: "|").map { $0 == "false" ? "" : String($0) })
        }
    }
}
