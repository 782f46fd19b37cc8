import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("The other commands", .serialized)
struct CommandTests {
    private static let commands = [
        "run", "serve", "validate", "jobs", "jobs list", "jobs show", "jobs cancel", "plugins", "plugins list",
        "plugins show", "plugins new", "graph", "init", "why", "dlq", "dlq list", "dlq show", "dlq redrive",
        "dlq discard", "dlq export", "explain", "test", "routes", "routes list", "routes explain", "expr", "expr eval",
        "expr check", "costs", "contacts", "contacts list", "contacts show", "contacts set", "contacts remove",
        "subscriptions", "schedules", "schedules list", "backup", "doctor", "dev-model", "schema", "schema generate",
        "schema check", "bench",
    ]

    @Test("Every command's help has an example", arguments: commands)
    func help(command: String) async throws {
        let words = command.split(separator: " ").map(String.init)
        let ending = try await TestProject().start(words + ["--help"]).ending()
        #expect(ending.status == 0)
        #expect(ending.output.contains("Example: millrace \(words[0])"))
        #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(ending.errors.isEmpty)
    }

    @Test("The program's help names every command and the exit codes")
    func rootHelp() async throws {
        let ending = try await TestProject().run("--help")
        #expect(ending.status == 0)
        for command in Self.commands where !command.contains(" ") { #expect(ending.output.contains("  \(command) ")) }
        #expect(ending.output.contains("Exit codes:"))
    }

    @Test("--version prints the version alone")
    func version() async throws {
        let ending = try await TestProject().run("--version")
        #expect(ending.status == 0)
        #expect(ending.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test("plugins list and show print JSON with schemas and examples")
    func plugins() async throws {
        let project = try TestProject()
        let list = try #require(try await project.json("plugins", "list", "--json").arrayValue)
        let names = list.compactMap { $0["name"]?.stringValue }
        #expect(names == names.sorted())
        #expect(Set(names).isSuperset(of: ["http.download", "video.scenes", "model.chat", "records.save"]))
        for name in names {
            let plugin = try await project.json("plugins", "show", name, "--json")
            #expect(plugin["input"]?["type"] == "object", "\(name)")
            #expect(plugin["examples"]?.arrayValue?.isEmpty == false, "\(name)")
        }
        let unknown = try await project.run("plugins", "show", "http.downlod")
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("did you mean `http.download`?"))
    }

    @Test(
        "A misspelt command is answered with the nearest one",
        arguments: [(["valdate"], "validate"), (["routes", "explian", "--type", "a"], "explain")])
    func misspelt(words: [String], meant: String) async throws {
        let ending = try await TestProject().start(words).ending()
        #expect(ending.status == 64 && ending.output.isEmpty)
        #expect(ending.errors.contains("unknown_command: there is no command"))
        #expect(ending.errors.contains("did you mean `\(meant)`?"))
    }

    @Test("doctor names the secrets and variables that a pipeline reads and the environment lacks")
    func environment() async throws {
        let pipeline = """
            kind: pipeline
            name: fetch
            steps:
              - id: page
                uses: http.download
                with:
                  url: "${{ env.SOURCE }}"
                  headers: { authorization: "${{ secrets.TOKEN }}", x-trace: "${{ env.?TRACE.orValue('none') }}" }
            """
        let project = try TestProject(withShippedPipelines: false, ["fetch.yaml": pipeline])
        let told = try await project.run("doctor", with: ["MILLRACE_SECRET_TOKENS": "x"])
        #expect(told.output.contains("reads `TOKEN`, which is not set; did you mean `TOKENS`?"))
        #expect(told.output.contains("reads `SOURCE`, which is not set") && !told.output.contains("`TRACE`"))
        let set = ["MILLRACE_SECRET_TOKEN": "x", "MILLRACE_VAR_SOURCE": "https://example.org/a"]
        #expect(try await !project.run("doctor", with: set).output.contains("not set"))
    }

    @Test("doctor finds the tools and says what is wrong with a project")
    func doctor() async throws {
        let project = try TestProject()
        let findings = try await project.run("doctor", "--json")
        #expect(findings.status == 0, "\(findings.errors)")
        let subjects = try JSONValue(parsing: findings.output).arrayValue?.compactMap { $0["subject"]?.stringValue }
        #expect(subjects?.starts(with: ["ffmpeg", "ffprobe", "sandbox", "project", "store"]) == true)

        let empty = try await TestProject(withShippedPipelines: false).run("doctor")
        #expect(empty.status == 1)
        #expect(empty.output.contains("fail  project"))
        let bare = try await project.run("doctor", with: ["PATH": project.path])
        #expect(bare.status == 1)
        #expect(bare.output.contains("apt-get install ffmpeg"))
    }

    @Test("validate has nothing against the shipped project")
    func validShipped() async throws {
        let ending = try await TestProject().run("validate", "--json")
        #expect(ending.status == 0, "\(ending.output)")
        #expect(try JSONValue(parsing: ending.output) == [])
    }

    @Test("validate prints findings as JSON with their places")
    func findings() async throws {
        let text = "kind: pipeline\nname: x\nsteps:\n  - id: a\n    uses: log.writ\n"
        let ending = try await TestProject(withShippedPipelines: false, ["x.yaml": text]).run("validate", "--json")
        #expect(ending.status == 1)
        let findings = try JSONValue(parsing: ending.output)
        #expect(findings.arrayValue?.count == 1)
        #expect(findings[0]?["code"] == "E0301")
        #expect(findings[0]?["file"] == "pipelines/x.yaml")
        #expect(findings[0]?["start"] == ["line": 5, "column": 11])
    }

    @Test("schema generate --check fails until the files are written, and again when one was changed")
    func schemas() async throws {
        let project = try TestProject()
        let missing = try await project.run("schema", "generate", "--check")
        #expect(missing.status == 1)
        #expect(missing.errors.contains("stale_files"))
        #expect(!FileManager.default.fileExists(atPath: project.path + "/schemas"))
        #expect(try await project.run("schema", "generate").status == 0)
        #expect(try await project.run("schema", "generate", "--check").status == 0)
        try project.write(Array("{}".utf8), to: "schemas/pipeline.schema.json")
        let changed = try await project.run("schema", "generate", "--check")
        #expect(changed.status == 1)
        #expect(changed.errors.contains("schemas/pipeline.schema.json"))
    }

    @Test("schema check names the place of a violation")
    func schemaCheck() async throws {
        let project = try TestProject()
        try project.write(Array(#"{"type":"object","properties":{"a":{"type":"integer"}}}"#.utf8), to: "schema.json")
        try project.write(Array(#"{"a":1}"#.utf8), to: "good.json")
        try project.write(Array(#"{"a":"x"}"#.utf8), to: "bad.json")
        #expect(try await project.run("schema", "check", "--schema", "schema.json", "good.json").status == 0)
        let bad = try await project.run("schema", "check", "--schema", "schema.json", "good.json", "bad.json")
        #expect(bad.status == 1)
        #expect(bad.output.contains("bad.json") && bad.output.contains("/a"))
        #expect(try await project.run("schema", "check", "--schema", "schema.json", "none.json").status == 2)
    }

    @Test("jobs says that there is no store, or that the store is no store of ours")
    func stores() async throws {
        let project = try TestProject()
        let missing = try await project.run("jobs", "list")
        #expect(missing.status == 2)
        #expect(missing.errors.contains("error: store_missing"))
        let text = Array("This is somebody's diary and no database at all.".utf8)
        let path = try project.write(text, to: "diary.txt")
        let foreign = try await project.run("jobs", "list", "--store", "sqlite:diary.txt")
        #expect(foreign.status == 2)
        #expect(foreign.errors.contains("error: store_"), "\(foreign.errors)")
        #expect(FileManager.default.contents(atPath: path) == Data(text))
    }
}
