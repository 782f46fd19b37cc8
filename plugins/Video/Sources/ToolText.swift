/// Text of a tool that reads strangers' files: never trusted, shown only short and clean.
enum ToolText {
    /// At most 160 printable ASCII characters on one line, without the addresses ffmpeg puts before them.
    static func cleaned(_ text: String) -> String {
        var rest = text[...]
        while rest.first == "[", let end = rest.firstIndex(of: "]") {
            rest = rest[rest.index(after: end)...].drop { $0 == " " }
        }
        let printable = rest.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? Character($0) : " " }
        return String(String(printable).split(separator: " ").joined(separator: " ").prefix(160))
    }

    /// The last line that says something.
    static func lastLine(_ text: String) -> String? {
        text.split(whereSeparator: \.isNewline).last.map { cleaned(String($0)) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
