import JSONModel

/// Replaces the tabs of a file's indentation by blanks.
enum TabRepair {
    /// `nil` unless every width of a tab with which the file can be read gives the same document.
    static func fix(_ file: SourceFile) -> Diagnostic.Fix? {
        var meant: JSONValue?
        var edits: [Diagnostic.Fix.Edit] = []
        for width in [2, 4, 8] {
            let candidate = self.edits(file, width: width)
            var text = EditableText(file.text)
            for edit in candidate.reversed() { text.replace(text.offsets(edit.range), with: edit.text) }
            let replaced = SourceFile(path: file.path, text: text.text)
            guard let document = YAMLDocument.read(replaced).0?.jsonValue else { continue }
            guard meant == nil || meant == document else { return nil }
            if meant == nil { (meant, edits) = (document, candidate) }
        }
        return meant == nil ? nil : Diagnostic.Fix("replace the tabs by spaces", edits)
    }

    private static func edits(_ file: SourceFile, width: Int) -> [Diagnostic.Fix.Edit] {
        file.lines.enumerated().compactMap { index, line in
            let blanks = line.prefix { $0 == " " || $0 == "\t" }
            guard blanks.contains("\t") else { return nil }
            let count = blanks.reduce(0) { $1 == "\t" ? ($0 / width + 1) * width : $0 + 1 }
            let range = SourceRange(line: index + 1, column: 1, length: blanks.count)
            return .init(range, String(repeating: " ", count: count))
        }
    }
}
