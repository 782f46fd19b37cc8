import Foundation

/// Writes what is made of the pages in `docs/diagnostics`: the index, the list of codes, and the pages in the program.
struct DiagnosticDocs {
    private static let folder = "docs/diagnostics"
    private static let marks = (start: "<!-- generated: index -->", end: "<!-- /generated -->")

    /// This program's own sources.
    let project: String

    /// By path; empty in a project that has no such pages, which is everybody's but this program's own.
    func files() -> [String: String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(project)/\(Self.folder)")) ?? []
        let isOwn = FileManager.default.fileExists(atPath: project + "/Sources/MillraceCLI/Generated")
        guard isOwn, let readme = text("README.md") else { return [:] }
        let texts = names.filter { $0.hasSuffix(".md") && $0 != "README.md" }.compactMap(text)
        let pages = texts.compactMap { text in DiagnosticPage(text).map { (page: $0, text: text) } }
            .sorted { $0.page < $1.page }
        var files = [
            "Sources/PipelineDefinitions/Diagnostics/DiagnosticCodes.swift": codes(pages.map(\.page)),
            "Sources/MillraceCLI/Generated/DiagnosticPages.swift": program(pages),
        ]
        files["\(Self.folder)/README.md"] = index(pages.map(\.page), in: readme)
        return files
    }

    private func text(_ name: String) -> String? {
        try? String(contentsOfFile: "\(project)/\(Self.folder)/\(name)", encoding: .utf8)
    }

    /// `nil` without the marks between which it goes.
    private func index(_ pages: [DiagnosticPage], in readme: String) -> String? {
        guard let start = readme.firstRange(of: Self.marks.start), let end = readme.firstRange(of: Self.marks.end),
            start.upperBound <= end.lowerBound
        else { return nil }
        let sections = DiagnosticSection.sections(of: pages).map { section in
            let rows = section.pages.map { "| [\($0.code)](\($0.code).md) | \($0.title) |" }
            return "## \(section.title)\n\n| Code | |\n|---|---|\n\(rows.joined(separator: "\n"))\n"
        }
        return readme[..<start.upperBound] + "\n\n" + sections.joined(separator: "\n") + "\n"
            + readme[end.lowerBound...]
    }

    private static let head = """
        // Generated from docs/diagnostics by `make generate`; do not edit.
        // swift-format-ignore-file


        """

    private func codes(_ pages: [DiagnosticPage]) -> String {
        let rows = pages.map { "        \"\($0.code)\": #\"\($0.title)\"#,\n" }.joined()
        return Self.head + """
            /// The codes and the titles of their pages.
            public enum DiagnosticCodes {
                public static let titles: [String: String] = [
            \(rows)    ]
            }

            """
    }

    private func program(_ pages: [(page: DiagnosticPage, text: String)]) -> String {
        let rows = pages.map { "        \"\($0.page.code)\": ##\"\"\"\n\($0.text)\"\"\"##,\n" }.joined()
        return Self.head + """
            /// What `millrace explain` shows, by code.
            enum DiagnosticPages {
                static let all: [String: String] = [
            \(rows)    ]
            }

            """
    }
}
