import Foundation
import PipelineDefinitions
import Testing

/// What people see, word for word. `UPDATE_GOLDEN=1 swift test` writes the `.out` files anew.
@Suite("Diagnostics as people see them")
struct GoldenTests {
    static let fixtures = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "Fixtures")
    /// `1` for all, or the beginnings of names: `UPDATE_GOLDEN=E01,W0607`.
    private static let updated = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"]?.split(separator: ",") ?? []

    private static func isUpdating(_ name: String) -> Bool {
        updated.contains { $0 == "1" || name.hasPrefix($0) }
    }

    static let cases = names("err") { !$0.hasSuffix(".out") }
    static let goodFiles = names("ok") { $0.hasSuffix(".yaml") }
    static let goodProjects = names("ok") { !$0.hasSuffix(".yaml") }

    private static func names(_ folder: String, where isWanted: (String) -> Bool) -> [String] {
        let path = fixtures.appending(path: folder).path
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter(isWanted).sorted()
    }

    private func rendered(_ folder: URL) -> String {
        let reading = Project.read(folder: folder.path, registry: FakeSteps.registry)
        return DiagnosticRenderer(sources: reading.files).text(for: reading.diagnostics)
            .replacing(folder.path, with: "PROJECT")
    }

    @Test("are the same as ever", arguments: cases)
    func mistakes(name: String) throws {
        let golden = Self.fixtures.appending(path: "err/\(name).out")
        let text = rendered(Self.fixtures.appending(path: "err/\(name)"))
        if Self.isUpdating(name) { try Data(text.utf8).write(to: golden) }
        #expect(try text == String(contentsOf: golden, encoding: .utf8))
    }

    @Test("name the code that the case is about", arguments: cases)
    func codes(name: String) {
        guard name.first == "E" || name.first == "W" else { return }
        #expect(rendered(Self.fixtures.appending(path: "err/\(name)")).contains("[\(name.prefix(5))]"))
    }

    @Test("are none for a good file", arguments: goodFiles)
    func goodFile(name: String) throws {
        let text = try String(contentsOf: Self.fixtures.appending(path: "ok/\(name)"), encoding: .utf8)
        let reading = try ProjectFolder.read([name: text])
        #expect(DiagnosticRenderer(sources: reading.files).text(for: reading.diagnostics) == "")
        #expect(reading.project?.pipelines.count == 1)
    }

    @Test("are none for a good project", arguments: goodProjects)
    func goodProject(name: String) {
        #expect(rendered(Self.fixtures.appending(path: "ok/\(name)")) == "")
    }

    /// The command line's tests do this with the plugins themselves; those here are not all, nor have they all fields.
    @Test("are none for the pipelines that are shipped, but for what stand-ins do not know")
    func shipped() {
        let folder = Self.fixtures.appending(path: "../../..").standardized
        let found = Project.read(folder: folder.path, registry: FakeSteps.registry).diagnostics
        #expect(found.filter { !["E0301", "E0303"].contains($0.code) }.map(\.message) == [])
    }
}
