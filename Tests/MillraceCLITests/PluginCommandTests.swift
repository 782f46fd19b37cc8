import Foundation
import JSONModel
import Testing

@Suite("plugins")
struct PluginCommandTests {
    static let names = [
        "contacts.find", "events.emit", "http.download", "http.push", "http.request", "log.write", "message.publish",
        "model.chat", "notify.email", "notify.signalr", "notify.webhook", "process.run", "records.get",
        "records.save", "s3.get", "s3.put", "speech.transcribe", "sql.execute", "sql.query", "store.costs",
        "store.counts", "store.dead_letters", "store.jobs", "video.keyframes", "video.scenes",
    ]

    @Test("knows each plugin that the tests below look at")
    func all() async throws {
        let list = try await TestProject().json("plugins", "list", "--json")
        #expect(list.arrayValue?.compactMap { $0["name"]?.stringValue } == Self.names)
    }

    @Test("shows an example that is valid as it stands", arguments: names)
    func example(name: String) async throws {
        let page = try await TestProject().run("plugins", "show", name)
        #expect(page.status == 0)
        let block = try #require(page.output.firstMatch(of: #/```yaml\n((?s:.*?))```/#)).output.1
        let steps = block.split(separator: "\n").map { "  \($0)\n" }.joined()
        let project = try TestProject(
            withShippedPipelines: false, ["shown.yaml": "kind: pipeline\nname: shown\nsteps:\n\(steps)"])
        let databases = "kind: settings\ndatabases: { app: { url: \"sqlite:app.db\" } }\n"
        try project.write(Array(databases.utf8), to: "millrace.yaml")
        let ending = try await project.run("validate", "--json")
        #expect(ending.status == 0, "\(steps)\(ending.output)")
        #expect(try JSONValue(parsing: ending.output) == [])
    }

    @Test("shows fields with types, defaults, bounds and examples, outputs, failures and isolation")
    func page() async throws {
        let keyframes = try await TestProject().run("plugins", "show", "video.keyframes").output
        for part in [
            "## `video.keyframes`", "| `every` | duration | `1s` |", "From 16 to 8192.", "One of `jpeg`, `png`.",
            "Such as `[0.5,12]`.", "| `frames[].time` |", "| Failure | When |",
            "Isolation: process, its child processes are killed if it does not stop when asked.",
        ] {
            #expect(keyframes.contains(part), "\(part)")
        }
        let process = try await TestProject().run("plugins", "show", "process.run").output
        #expect(process.contains("| `limits.memory` | size |"))
        #expect(process.contains("Running it again may do harm."))
    }

    @Test(
        "refuses a name that cannot be, or that is taken",
        arguments: [("watermark", "illegal_name"), ("Acme.mark", "illegal_name"), ("log.write", "name_taken")])
    func refusals(name: String, code: String) async throws {
        let project = try TestProject()
        let ending = try await project.run("plugins", "new", name, "--in", project.path + "/new")
        #expect(ending.status == 64 && ending.errors.contains(code))
        #expect(!FileManager.default.fileExists(atPath: project.path + "/new"))
    }

    @Test("makes a package and says what to do next; a second time it is in its own way")
    func new() async throws {
        let project = try TestProject()
        let folder = project.path + "/my mark"
        let made = try await project.run(
            "plugins", "new", "acme.water_mark", "--in", folder, "--millrace", "https://example.org/forge/millrace.git")
        #expect(made.status == 0 && made.output.isEmpty)
        #expect(made.errors.contains("  cd '\(folder)'\n  swift test\n"))
        #expect(
            try #require(FileManager.default.subpaths(atPath: folder)).filter { $0.contains(".") }.sorted() == [
                ".gitignore", "Package.swift", "README.md", "Sources/AcmeWaterMarkPlugin/WaterMarkStep.swift",
                "Sources/acme-millrace/main.swift", "Tests/AcmeWaterMarkPluginTests/WaterMarkStepTests.swift",
                "pipelines/routing.yaml", "pipelines/water_mark.yaml",
            ])
        let manifest = try String(contentsOfFile: folder + "/Package.swift", encoding: .utf8)
        #expect(manifest.contains(#".package(url: "https://example.org/forge/millrace.git", branch: "main")"#))
        #expect(manifest.contains(#".product(name: "StepKit", package: "millrace")"#))
        let again = try await project.run("plugins", "new", "acme.water_mark", "--in", folder)
        #expect(again.status == 2 && again.errors.contains("file_exists"))
    }
}
