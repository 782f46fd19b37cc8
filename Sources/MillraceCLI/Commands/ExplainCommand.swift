import ArgumentParser
import JSONModel
import StepKit

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a finding of `validate` means and what to write instead.",
        discussion: """
            Example: millrace explain E0201

            Without a code it lists all of them.
            """)

    @Argument(help: "The code, such as E0201.") var code: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        guard let code else { return list() }
        let name = Self.name(in: code)
        guard let page = DiagnosticPage.page(of: name) else {
            let nearest = Spelling.nearest(to: name, among: DiagnosticPage.all.map(\.code))
            let hint = nearest == nil ? "; `millrace explain` lists all of them" : Spelling.hint(nearest)
            throw CommandFailure(.usage, "unknown_code: there is no code `\(code)`\(hint)")
        }
        if json { return Console.data(page.jsonValue) }
        for line in PageLayout(style: .standardOutput).lines(page) { Console.data(line) }
    }

    /// The code as the pages have it: `e0201`, and `error[E0201]` as a finding begins, are meant well.
    private static func name(in text: String) -> String {
        let inner = text.split(separator: "[").last?.prefix { $0 != "]" }
        return String(inner ?? "").uppercased()
    }

    private func list() {
        if json { return Console.data(.array(DiagnosticPage.all.map(\.summary))) }
        for section in DiagnosticSection.sections(of: DiagnosticPage.all) {
            Console.data(Style.standardOutput.paint(section.title, .blue))
            for page in section.pages { Console.data("  \(page.code)  \(page.title)") }
            Console.data("")
        }
    }
}

extension DiagnosticPage {
    static var all: [DiagnosticPage] { DiagnosticPages.all.values.compactMap { DiagnosticPage($0) }.sorted() }

    static func page(of code: String) -> DiagnosticPage? { DiagnosticPages.all[code].flatMap { DiagnosticPage($0) } }

    fileprivate var summary: JSONValue {
        ["code": .string(code), "title": .string(title), "section": .string(DiagnosticSection.title(of: code))]
    }

    fileprivate var jsonValue: JSONValue {
        var members = summary.objectValue ?? [:]
        members["text"] = .string(body)
        return .object(members)
    }
}
