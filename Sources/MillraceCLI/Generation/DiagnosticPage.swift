/// One page of `docs/diagnostics`.
struct DiagnosticPage: Comparable {
    let code: String
    let title: String
    /// What follows the title.
    let body: String

    /// - Parameter text: begins with `# CODE: Title`; anything else is no page.
    init?(_ text: String) {
        let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = parts.first, head.hasPrefix("# "), let colon = head.firstRange(of: ": ") else { return nil }
        code = String(head[..<colon.lowerBound].dropFirst(2))
        title = String(head[colon.upperBound...])
        body = parts.count > 1 ? String(parts[1].drop { $0 == "\n" }) : ""
    }

    /// Errors and warnings of one section stand together.
    static func < (left: DiagnosticPage, right: DiagnosticPage) -> Bool {
        (left.code.dropFirst(), left.code) < (right.code.dropFirst(), right.code)
    }
}

/// Codes whose numbers begin alike.
struct DiagnosticSection {
    let title: String
    let pages: [DiagnosticPage]

    private static let titles = [
        "Files and YAML", "Files and YAML", "Shape", "Plugins and their fields", "Expressions", "Time", "Routing",
        "Schedules", "Tests of pipelines", "Comments that allow",
    ]

    static func title(of code: String) -> String {
        guard let number = Int(code.dropFirst().prefix(2)), titles.indices.contains(number) else { return "Others" }
        return titles[number]
    }

    static func sections(of pages: [DiagnosticPage]) -> [DiagnosticSection] {
        let groups = Dictionary(grouping: pages) { title(of: $0.code) }
        var order: [String] = []
        for title in titles + ["Others"] where !order.contains(title) { order.append(title) }
        return order.compactMap { title in
            groups[title].map { DiagnosticSection(title: title, pages: $0.sorted()) }
        }
    }
}
