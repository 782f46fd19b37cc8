import Broker
import Foundation
import PipelineDefinitions
import Testing

@Suite("The project's settings")
struct SettingsTests {
    private let good = "kind: pipeline\nname: good\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"

    private func read(_ settings: String?) throws -> ProjectReading {
        try ProjectFolder.read(["good.yaml": good], settings: settings)
    }

    @Test(
        "are the broker's defaults where nothing is said",
        arguments: [nil, "kind: settings\n", "kind: settings\nretention: {}\n"])
    func defaults(text: String?) throws {
        let reading = try read(text)
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.project?.settings == ProjectSettings())
        #expect(reading.project?.settings.retention == Retention())
    }

    @Test("say how long things are kept")
    func values() throws {
        let retention = try read("kind: settings\nretention: { jobs: forever, progress_events: 12h, records: 365d }\n")
            .project?.settings.retention
        #expect(
            retention == Retention(jobs: nil, progressEvents: .seconds(12 * 3600), records: .seconds(365 * 86_400)))
    }

    @Test("leave alone what they do not name")
    func some() throws {
        let retention = try read("kind: settings\nretention: { jobs: 1d }\n").project?.settings.retention
        #expect(retention == Retention(jobs: .seconds(86_400)))
    }

    @Test(
        "with a mistake stop the project",
        arguments: [
            ("kind: settings\nretention: { jobs: 0s }\n", "E0206"), ("kind: settings\nretention: { jobs: }\n", "E0206"),
            ("kind: settings\nretention: { jobs: [1d] }\n", "E0206"), ("kind: settings\nretention: 30d\n", "E0204"),
            ("kind: settings\nretention: { jobs: Forever }\n", "E0206"), ("[]\n", "E0204"), ("", "E0112"),
            ("kind: 3\n", "E0204"), ("kind: settings\nretension: {}\n", "E0201"), ("retention: {}\n", "E0203"),
        ])
    func mistakes(text: String, code: String) throws {
        let reading = try read(text)
        #expect(reading.project == nil)
        #expect(reading.diagnostics.map(\.code) == [code])
        #expect(reading.diagnostics.map(\.file) == ["millrace.yaml"])
        #expect(reading.files.map(\.path) == ["pipelines/good.yaml", "millrace.yaml"])
    }

    @Test("are read from a file, not from a folder of that name")
    func folder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "definitions-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["millrace.yaml", "pipelines"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        try Data(good.utf8).write(to: folder.appending(path: "pipelines/good.yaml"))
        let reading = Project.read(folder: folder.path, registry: FakeSteps.registry)
        #expect(reading.diagnostics.map(\.code) == ["E0002"])
    }
}
