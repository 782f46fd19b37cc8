import Foundation
import JSONModel
import JSONSchemaValidation
import PipelineDefinitions
import StepKit
import Testing

@Suite("The schemas for editors")
struct DefinitionSchemasTests {
    private func schema(_ name: String) throws -> JSONSchema {
        try JSONSchema(try #require(DefinitionSchemas.all(FakeSteps.registry)[name]))
    }

    private func pipeline(_ step: JSONValue) -> JSONValue { ["kind": "pipeline", "name": "p", "steps": [step]] }

    @Test("are one for each kind of file and one for each plugin")
    func names() {
        let names = DefinitionSchemas.all(FakeSteps.registry).keys
        #expect(names.contains("pipeline.schema.json") && names.contains("routing.schema.json"))
        #expect(names.contains("settings.schema.json"))
        #expect(names.filter { $0.hasPrefix("steps/") }.count == FakeSteps.registry.descriptions.count)
    }

    @Test(
        "take expressions wherever a value is wanted",
        arguments: [
            ["video": "${{ steps.a.output.file }}", "every": "${{ input.every }}", "at": "${{ [1.0] }}"],
            ["video": "${{ steps.a.output.file }}", "at": [1, "${{ input.at }}"], "at_most": "${{ input.n }}"],
        ] as [JSONValue])
    func expressions(with: JSONValue) throws {
        let step: JSONValue = ["id": "a", "uses": "video.keyframes", "with": with]
        #expect(try schema("pipeline.schema.json").validate(pipeline(step)).isEmpty)
    }

    @Test(
        "refuse what the check refuses too",
        arguments: [
            ["id": "a", "uses": "log.wirte"], ["id": "a-b", "uses": "log.write"], ["uses": "log.write"],
            ["id": "a", "uses": "log.write", "with": ["message": "x", "level": "loud"]],
            ["id": "a", "uses": "log.write", "with": ["massage": "x"]],
            ["id": "a", "uses": "log.write", "with": ["message": "x"], "timeout": "30"],
            ["id": "a", "uses": "log.write", "with": ["message": "x"], "retires": 3],
            ["id": "a", "uses": "video.keyframes", "with": ["video": "x"]],
        ] as [JSONValue])
    func refusals(step: JSONValue) throws {
        #expect(try !schema("pipeline.schema.json").validate(pipeline(step)).isEmpty)
    }

    @Test(
        "know steps that do not simply follow each other",
        arguments: [
            (["parallel": [["id": "a", "uses": "process.run", "with": ["command": "x"]]], "at_once": 2], true),
            (["parallel": []], false), (["parallel": [["parallel": [["id": "a", "uses": "pipeline/x"]]]]], false),
            (["parallel": [["id": "a", "uses": "pipeline/x"]], "id": "g"], false),
            (["id": "a", "uses": "pipeline/x", "with": "${{ input }}"], true),
            (["id": "a", "uses": "pipeline/x-y"], false), (["id": "a", "uses": "pipeline/x", "at_once": 101], false),
            (["id": "a", "uses": "pipeline/x", "for_each": "${{ input.all }}", "at_once": 100], true),
            (["id": "a", "uses": "pipeline/x", "for_each": "all"], false),
            (["id": "a", "uses": "pipeline/x", "for_each": []], false),
            (["id": "a", "uses": "pipeline/x", "cache": ["key": "v1", "ttl": "1d"]], true),
            (["id": "a", "uses": "pipeline/x", "cache": ["key": "v1"]], false),
        ] as [(JSONValue, Bool)])
    func controlFlow(step: JSONValue, isTaken: Bool) throws {
        let schema = try schema("pipeline.schema.json")
        #expect(schema.validate(pipeline(step)).isEmpty == isTaken)
        let simple: JSONValue = ["id": "z", "uses": "pipeline/z"]
        for list in ["on_failure", "always"] {
            let file: JSONValue = .object(["kind": "pipeline", "name": "p", "steps": [simple], list: [step]])
            #expect(schema.validate(file).isEmpty == isTaken, "\(list)")
        }
    }

    @Test(
        "of routing know batches and who waits",
        arguments: [
            (["pipeline": "p", "batch": ["size": 20, "wait": "2s", "by": "message.creatorId"]], true),
            (["pipeline": "p", "batch": ["wait": "2s"]], false), (["pipeline": "p", "batch": ["size": 0]], false),
            (
                [
                    "pipeline": "p",
                    "dispatch": [["when": "size(input.text) < 9", "run": "inline"], ["run": "queued"]],
                ], true
            ),
            (["pipeline": "p", "dispatch": []], false), (["pipeline": "p", "dispatch": [["run": "later"]]], false),
            (["pipeline": "p", "dispatch": [["when": "true"]]], false),
        ] as [(JSONValue, Bool)])
    func taking(subscription: JSONValue, isTaken: Bool) throws {
        let file: JSONValue = ["kind": "routing", "topics": ["jobs": ["subscriptions": ["all": subscription]]]]
        #expect(try schema("routing.schema.json").validate(file).isEmpty == isTaken)
    }

    @Test("take the files that are shipped", arguments: ["video_analysis", "routing"])
    func shipped(name: String) throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().appending(path: "../../..").standardized
        let text = try String(contentsOf: root.appending(path: "pipelines/\(name).yaml"), encoding: .utf8)
        let file = try #require(YAMLDocument.read(SourceFile(path: name, text: text)).0)
        let schema = try schema(name == "routing" ? "routing.schema.json" : "pipeline.schema.json")
        // Stand-ins do not know every plugin that is shipped, nor all fields of the others.
        let found = schema.validate(file.jsonValue).filter {
            !$0.instance.tokens.contains { ["uses", "with"].contains($0) }
        }
        #expect(found.map(\.description) == [])
    }

    @Test("of routing know its keys and bounds")
    func routing() throws {
        let schema = try schema("routing.schema.json")
        func file(_ subscription: JSONValue) -> JSONValue {
            ["kind": "routing", "topics": ["jobs": ["subscriptions": ["all-jobs": subscription]]]]
        }
        #expect(schema.validate(file(["pipeline": "p", "concurrency": 2, "backoff": ["1s"], "when": "true"])).isEmpty)
        #expect(!schema.validate(file(["pipeline": "p", "concurrency": 0])).isEmpty)
        #expect(!schema.validate(file(["concurrency": 1])).isEmpty)
    }

    @Test(
        "of routing know what a limit is",
        arguments: [
            (["key": "message.creatorId", "concurrency": 2, "rate": "10/s"], true),
            (["key": "message.creatorId", "rate": "5/1m30s"], true), (["key": "message.creatorId"], false),
            (["concurrency": 2], false), (["key": "message.creatorId", "rate": "5/sec"], false),
            (["key": "message.creatorId", "concurrency": 0], false),
            (["key": "message.creatorId", "rate": "1/m", "burst": 3], false),
        ] as [(JSONValue, Bool)])
    func limits(limit: JSONValue, isTaken: Bool) throws {
        let subscription: JSONValue = ["pipeline": "p", "limits": [limit]]
        let file: JSONValue = [
            "kind": "routing",
            "topics": ["jobs-2": ["duplicate_window": "10m", "subscriptions": ["all": subscription]]],
        ]
        #expect(try schema("routing.schema.json").validate(file).isEmpty == isTaken)
    }

    @Test(
        "of settings know how long things can be kept",
        arguments: [
            (["kind": "settings"], true),
            (["kind": "settings", "retention": ["jobs": "30d", "records": "forever"]], true),
            (["kind": "settings", "retention": ["jobs": 30]], false),
            (["kind": "settings", "retention": ["job": "1d"]], false),
            (["retention": [:]], false),
        ] as [(JSONValue, Bool)])
    func settings(file: JSONValue, isTaken: Bool) throws {
        #expect(try schema("settings.schema.json").validate(file).isEmpty == isTaken)
    }
}
