import BrokerTesting
import Foundation
import Testing

/// `UPDATE_GOLDEN=1 swift test` writes the list of promises in `docs/broker.md` anew.
@Suite("The broker's page")
struct BrokerDocumentTests {
    private static let page = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "../../docs/broker.md").standardized
    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"
    private static let start = "<!-- promises: written by the tests -->\n"

    private var list: String {
        func text(_ groups: [BrokerPromise.Group], _ note: String) -> String {
            groups.map { group in
                let names = group.promises.map { "- \($0.name)\n" }.joined()
                let title = group.verb.prefix(1).uppercased() + group.verb.dropFirst()
                return "\n### \(title)\(note)\n\nSource: \(group.source).\n\n" + names
            }.joined()
        }
        return text(BrokerPromise.Group.all, "")
            + text(BrokerPromise.Group.durable, " (stores that outlive their process)")
    }

    @Test("lists the promises, all of them and no others, each with its source")
    func promises() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let place = try #require(text.range(of: Self.start), "the marker is missing")
        let expected = text[..<place.upperBound] + list
        if Self.isUpdating { try Data(String(expected).utf8).write(to: Self.page) }
        #expect(try String(contentsOf: Self.page, encoding: .utf8) == String(expected))
    }

    @Test("quotes promises by their names")
    func quotations() throws {
        let names = Set((BrokerPromise.all + BrokerPromise.durable).map(\.name))
        let text = try String(contentsOf: Self.page, encoding: .utf8).replacing("\n", with: " ")
        let quotations = text.split(separator: "“").dropFirst().compactMap { $0.split(separator: "”").first }
        #expect(quotations.count > 20)
        for quotation in quotations { #expect(names.contains(String(quotation)), "\(quotation)") }
    }

    @Test("every promise has a source")
    func sources() {
        for promise in BrokerPromise.all + BrokerPromise.durable { #expect(!promise.source.isEmpty, "\(promise.name)") }
    }
}
