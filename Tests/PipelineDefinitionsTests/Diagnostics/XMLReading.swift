/// Just enough of an XML reader to see whether a report is well-formed and what its elements say.
struct XMLReading {
    struct Element: Equatable {
        let name: String
        var attributes: [String: String] = [:]
    }

    /// Empty for what is not well-formed.
    let elements: [Element]

    init(_ text: String) {
        elements = Self.read(text) ?? []
    }

    private static func read(_ text: String) -> [Element]? {
        var elements: [Element] = []
        var open: [String] = []
        var rest = text[...]
        guard !text.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\n" && $0 != "\t" }) else { return nil }
        while let start = rest.firstIndex(of: "<") {
            guard let end = rest[start...].firstIndex(of: ">") else { return nil }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("?") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else { return nil }
                continue
            }
            let element = element(tag)
            elements.append(element)
            if !tag.hasSuffix("/") { open.append(element.name) }
        }
        return open.isEmpty ? elements : nil
    }

    private static func element(_ tag: Substring) -> Element {
        var element = Element(name: String(tag.prefix { $0 != " " && $0 != "/" }))
        for match in tag.matches(of: /([a-z]+)="([^"]*)"/) {
            element.attributes[String(match.output.1)] = plain(String(match.output.2))
        }
        return element
    }

    private static func plain(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&amp;", with: "&")
    }
}
