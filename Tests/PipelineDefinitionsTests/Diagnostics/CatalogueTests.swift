import Foundation
import PipelineDefinitions
import Testing

/// What a code needs before anybody sees it.
@Suite("Every code of a diagnostic")
struct CatalogueTests {
    private static let root = GoldenTests.fixtures.appending(path: "../../..").standardized

    /// The codes that the sources write as a text.
    static let codes: [String] = {
        let folder = root.appending(path: "Sources/PipelineDefinitions")
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        let texts = files.filter { $0.hasSuffix(".swift") && !$0.hasSuffix("DiagnosticCodes.swift") }
            .compactMap { try? String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
        let codes = texts.flatMap { $0.matches(of: /"([EW][01][0-9]{3})"/).map { String($0.output.1) } }
        return Set(codes).sorted()
    }()

    private func page(_ code: String) -> String? {
        try? String(contentsOf: Self.root.appending(path: "docs/diagnostics/\(code).md"), encoding: .utf8)
    }

    @Test("is found by this test")
    func scan() {
        #expect(Self.codes.count > 40)
        #expect(Self.codes.contains("E0201") && Self.codes.contains("W0901"))
    }

    @Test("has a page with a title, a wrong and a right snippet", arguments: codes)
    func pages(code: String) throws {
        let text = page(code)
        let page = try #require(text, "docs/diagnostics/\(code).md is missing")
        #expect(page.hasPrefix("# \(code): "))
        let fences = page.split(separator: "\n").filter { $0.hasPrefix("```") }
        #expect(fences.count >= 4, "a wrong and a right snippet are wanted")
        #expect(page.hasSuffix("\n") && !page.contains("\"\"\"##"))
    }

    @Test("has a failing fixture and a passing twin, named after it", arguments: codes)
    func fixtures(code: String) {
        func exists(_ names: [String]) -> Bool { names.contains { $0.contains(code) } }
        #expect(exists(GoldenTests.cases), "Fixtures/err/\(code)-… is missing")
        #expect(exists(GoldenTests.goodProjects), "Fixtures/ok/\(code)-… is missing")
    }

    @Test("is listed with the title of its page: `make generate` writes the list")
    func titles() throws {
        let names = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appending(path: "docs/diagnostics").path)
        let codes = names.filter { $0 != "README.md" && $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
        let titles = Dictionary(
            uniqueKeysWithValues: codes.compactMap { code in
                page(code)?.split(separator: "\n").first.map { (code, String($0.dropFirst("# \(code): ".count))) }
            })
        #expect(DiagnosticCodes.titles == titles)
    }
}
