import JSONModel

/// A page of the docs as text for a terminal.
struct PageLayout {
    let style: Style

    func lines(_ page: DiagnosticPage) -> [String] {
        var lines = [style.paint("\(page.code): \(page.title)", .blue), ""]
        var isCode = false
        var paragraph: [String] = []
        func end() {
            lines += wrapped(plain(paragraph.joined(separator: " ")))
            paragraph = []
        }
        for line in page.body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                end()
                isCode.toggle()
            } else if isCode {
                lines.append(line.isEmpty ? "" : "    " + line)
            } else if line.isEmpty {
                end()
                if lines.last?.isEmpty == false { lines.append("") }
            } else if line.hasPrefix("- ") || line.hasPrefix("#") || line.hasPrefix("|") {
                end()
                paragraph = [String(line.drop { $0 == "#" })]
            } else {
                paragraph.append(line)
            }
        }
        end()
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Links keep their text alone.
    private func plain(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "["), let middle = rest[open...].firstRange(of: "]("),
            let close = rest[middle.upperBound...].firstIndex(of: ")")
        {
            result += rest[..<open] + rest[rest.index(after: open)..<middle.lowerBound]
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private func wrapped(_ text: String) -> [String] {
        let width = min(style.width, 100)
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
