import Broker
import Foundation
import JSONModel
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

    @Test("name databases")
    func databases() throws {
        let text =
            "kind: settings\ndatabases:\n  app: { url: 'sqlite:data/app.db' }\n"
            + "  users: { url_variable: USERS_URL, read_only: true }\n"
        let project = try #require(try read(text).project)
        #expect(
            project.settings.databases == [
                "app": DatabaseSettings(.url("sqlite:data/app.db")),
                "users": DatabaseSettings(.variable("USERS_URL"), isReadOnly: true),
            ])
        #expect(
            project.environmentSettings["databases"] == [
                "app": ["url": "sqlite:data/app.db", "read_only": false],
                "users": ["url_variable": "USERS_URL", "read_only": true],
            ])
        #expect(project.environmentSettings["project"]?.stringValue?.hasPrefix("/") == true)
    }

    @Test(
        "refuse databases that cannot be",
        arguments: [
            ("{ store: { url: 'sqlite:a' } }", "E1306"), ("{ a: { url: a.db } }", "E1301"),
            ("{ a: { url: 'sqlite:' } }", "E1301"), ("{ a: { url: 'postgres:a' } }", "E1301"), ("{ a: {} }", "E0203"),
            ("{ a: { url: 'sqlite:a', url_variable: A } }", "E1307"), ("{ a: 'sqlite:a' }", "E0204"),
            ("{ a: { url_variable: 'A B' } }", "E0211"), ("{ a-b: { url: 'sqlite:a' } }", "E0211"), ("[]", "E0204"),
            ("{ a: { url: 'sqlite:a', read_only: yes } }", "E0204"), ("{ a: { ulr: 'sqlite:a' } }", "E0201"),
            ("{ a: { url: 'postgres://u:p@h/d' } }", "W1302"),
        ])
    func badDatabases(databases: String, code: String) throws {
        let reading = try read("kind: settings\ndatabases: \(databases)\n")
        #expect(reading.diagnostics.first?.code == code)
        #expect(reading.diagnostics.allSatisfy { $0.file == "millrace.yaml" })
        #expect((reading.project == nil) == code.hasPrefix("E"))
    }

    @Test("never show a password")
    func passwords() throws {
        let reading = try read("kind: settings\ndatabases: { a: { url: 'mysql://root:hush@db' } }\n")
        #expect(reading.diagnostics.allSatisfy { !$0.message.contains("hush") && $0.help?.contains("hush") != true })
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
