import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("init")
struct InitTests {
    @Test("makes a project that validates without a finding", arguments: ["minimal", "video", "events"])
    func validates(template: String) async throws {
        let project = try TestProject(withShippedPipelines: false)
        let folder = project.path + "/a new one"
        let made = try await project.run("init", folder, "--template", template)
        #expect(made.status == 0 && made.output.isEmpty, "\(made.errors)")
        let ending = try await project.run("validate", "--json", "--project", folder)
        #expect(ending.status == 0)
        #expect(try JSONValue(parsing: ending.output) == [], "\(ending.output)")
    }

    @Test(
        "writes schemas that the program would write, where the files look for them", arguments: ["minimal", "events"])
    func schemas(template: String) async throws {
        let project = try TestProject(withShippedPipelines: false)
        let folder = project.path + "/shop"
        _ = try await project.run("init", folder, "--template", template)
        let check = try await project.run("schema", "generate", "--check", "--project", folder)
        #expect(check.status == 0, "\(check.errors)")
        let files = try #require(FileManager.default.subpaths(atPath: folder)).filter { $0.hasSuffix(".yaml") }
        #expect(files.count >= 3)
        for file in files {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            let schema = try #require(text.firstMatch(of: #/^# yaml-language-server: \$schema=(\S+)\n/#)).output.1
            let place = URL(filePath: "\(folder)/\(file)").deletingLastPathComponent().appending(path: String(schema))
            #expect(FileManager.default.fileExists(atPath: place.standardized.path), "\(file): \(schema)")
        }
    }

    @Test(
        "makes a project that runs without a network",
        arguments: [
            ("minimal", ["greeting", "--input", "name=Ada"], "greeting", JSONValue.string("Hello, Ada!")),
            ("events", ["order", "--input", "item=lamp", "--input", "count=2"], "confirmation", nil),
        ] as [(String, [String], String, JSONValue?)])
    func runs(template: String, command: [String], key: String, value: JSONValue?) async throws {
        let project = try TestProject(withShippedPipelines: false)
        let folder = project.path + "/shop"
        _ = try await project.run("init", folder, "--template", template)
        let readme = try String(contentsOfFile: folder + "/README.md", encoding: .utf8)
        #expect(readme.contains("millrace run \(command.joined(separator: " "))\n"))
        let ending = try await project.start(["run"] + command + ["--quiet", "--project", folder]).ending()
        #expect(ending.status == 0, "\(ending.errors)")
        let result = try JSONValue(parsing: ending.output)
        #expect(value == nil ? result[key]?.stringValue != nil : result[key] == value)
    }

    @Test("comes with tests that pass", arguments: ["minimal", "video", "events"])
    func tests(template: String) async throws {
        let project = try TestProject(withShippedPipelines: false)
        let folder = project.path + "/shop"
        _ = try await project.run("init", folder, "--template", template)
        #expect(try String(contentsOfFile: folder + "/README.md", encoding: .utf8).contains("millrace test\n"))
        let ending = try await project.run("test", "--project", folder)
        #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    }

    @Test("touches no file that is there, and writes nothing when one is in the way")
    func refuses() async throws {
        let project = try TestProject(withShippedPipelines: false)
        try project.write(Array("mine".utf8), to: "shop/README.md")
        let first = try await project.run("init", project.path + "/shop")
        #expect(first.status == 0 && first.errors.contains("Kept as it was: README.md"))
        #expect(try String(contentsOfFile: project.path + "/shop/README.md", encoding: .utf8) == "mine")

        try project.write(Array("kind: settings\n".utf8), to: "other/millrace.yaml")
        let second = try await project.run("init", project.path + "/other")
        #expect(second.status == 2 && second.errors.contains("millrace.yaml; nothing was written"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path + "/other") == ["millrace.yaml"])
        #expect(try await project.run("init", "--template", "nothing").status == 64)
    }
}
