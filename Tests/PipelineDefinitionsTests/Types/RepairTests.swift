import Foundation
import PipelineDefinitions
import Testing

@Suite("Repairs of expressions and fields")
struct RepairTests {
    private static let fixtures = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "../Fixtures/err").standardized

    @Test(
        "leave nothing that had one",
        arguments: [
            "E0211-dash", "E0303-E0305-mends", "E0402-roots", "E0403-steps", "E0406-shapes", "E0407-types",
            "E0408-results", "E0409-text", "E0414-functions", "W0413-looks",
        ])
    func repairs(name: String) throws {
        let file = Self.fixtures.appending(path: "\(name)/pipelines/report.yaml")
        let source = ["pipelines/report.yaml": try String(contentsOf: file, encoding: .utf8)]
        let before = Project.read(.texts(source), registry: FakeSteps.registry)
        #expect(before.diagnostics.contains { $0.fix != nil })
        let repair = ProjectRepair(.texts(source), registry: FakeSteps.registry)
        #expect(repair.reading.diagnostics.allSatisfy { $0.fix == nil })
        #expect(repair.reading.diagnostics.count < before.diagnostics.count)
    }

    @Test("of a step's id rename it wherever it is read")
    func dash() throws {
        let file = Self.fixtures.appending(path: "E0211-dash/pipelines/report.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let repair = ProjectRepair(.texts(["pipelines/report.yaml": text]), registry: FakeSteps.registry)
        #expect(repair.reading.diagnostics == [])
        let mended = try #require(repair.reading.files.first?.text)
        #expect(mended == text.replacing(/fetch-user(?!-)/, with: "fetch_user"))
    }
}
