import JSONModel
import TestSupport
import Testing

@Suite("The one validator, asked over HTTP and of a store", .serialized)
struct ValidationServiceTests {
    private static let planned = #"{"jobType":"say.hello","payload":{"name":"x"},"notBefore":"2h"}"#
    private static let files = ["hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing]

    private func proposal(_ files: [String: String], againstStore: Bool = false) -> String {
        let texts = Dictionary(uniqueKeysWithValues: files.map { ("pipelines/\($0.key)", JSONValue.string($0.value)) })
        return JSONValue.object(["files": .object(texts), "againstStore": .bool(againstStore)]).text()
    }

    @Test("The server says of texts exactly what the command line says of files")
    func sameFindings() async throws {
        let broken = Self.files.merging(["hello.yaml": TestPipelines.hello.replacing("log.write", with: "log.wrote")]) {
            $1
        }
        let server = try await RunningServer(TestProject(withShippedPipelines: false, Self.files))
        for files in [Self.files, broken] {
            let answer = try await server.api.call("POST", "/v1/validate", proposal(files))
            let command = try await TestProject(withShippedPipelines: false, files)
                .json("validate", "--format", "json")
            #expect(answer.status == 200)
            #expect(answer.body["diagnostics"] == command)
            #expect(answer.body["valid"] == .bool(files == Self.files))
        }
    }

    @Test(
        "A body of another shape is refused with its place",
        arguments: [
            ("{}", "/files"), (#"{"files": []}"#, "/files"), (#"{"files": {"pipelines/a.yaml": 1}}"#, "/files"),
            (#"{"files": {}, "againstStore": "yes"}"#, "/againstStore"), (#"{"file": {}}"#, "/file"),
        ])
    func bodies(_ body: String, _ pointer: String) async throws {
        let server = try await RunningServer(TestProject(withShippedPipelines: false, Self.files))
        let answer = try await server.api.call("POST", "/v1/validate", body)
        #expect(answer.status == 422 && answer.code == "invalid_body")
        #expect(answer.body["pointer"]?.stringValue == pointer)
    }

    @Test("A job in flight whose subscription would go is named, by the server and by the store itself")
    func goneSubscription() async throws {
        let project = try TestProject(withShippedPipelines: false, Self.files)
        let server = try await RunningServer(project)
        let answer = try await server.api.call("POST", "/v1/jobs", Self.planned)
        let id = try #require(answer.body["id"]?.stringValue)
        let same = try await project.run("validate", "--against-store")
        #expect(same.status == 0 && same.errors.contains("1 job in flight, none in the way"))
        try project.write(
            Array(TestPipelines.routing.replacing("hello: { match", with: "greeter: { match").utf8),
            to: "pipelines/routing.yaml")
        let asked = try await project.run("validate", "--against-store")
        #expect(asked.status == 1)
        #expect(asked.output.contains(id) && asked.output.contains("subscription_gone"))
        _ = try await server.stop()
        let alone = try await project.run("validate", "--against-store")
        #expect(alone.output == asked.output && alone.status == 1)
    }

    @Test("A job in flight whose pinned text names a plugin that is gone is named")
    func gonePlugin() async throws {
        let project = try TestProject(withShippedPipelines: false, Self.files)
        let server = try await RunningServer(project)
        _ = try await server.api.call("POST", "/v1/jobs", Self.planned)
        _ = try await server.stop()
        // As if an older program with another plugin had stored it.
        try project.breakStore("UPDATE definitions SET text = replace(text, 'log.write', 'log.shout')")
        let asked = try await project.run("validate", "--against-store")
        #expect(asked.status == 1)
        #expect(asked.output.contains("definition_unusable") && asked.output.contains("log.shout"))
    }
}
