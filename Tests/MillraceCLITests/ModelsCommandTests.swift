import JSONModel
import TestSupport
import Testing

@Suite("models", .timeLimit(.minutes(10)))
struct ModelsCommandTests {
    private static func catalogue(_ endpoint: String) -> [String: String] {
        let text = """
            kind: models
            currency: EUR
            providers:
              local: { kind: openai, endpoint: "\(endpoint)" }
              cloud: { kind: openai, endpoint_variable: CLOUD_ENDPOINT, key_variable: CLOUD_KEY }
            models:
              small: { provider: local, context: 1000, prices: { input: 1, cached_input: 0.5, output: 2 } }
              large: { provider: cloud, context: 1000, prices: { input: 10, output: 20 } }
              ear: { provider: local, abilities: [transcription], prices: { audio_minute: 0.06 } }
            roles: { writing: large }
            fallbacks: { large: [small] }

            """
        return ["models.yaml": text]
    }

    private func project(_ endpoint: String = "http://127.0.0.1:9/v1") throws -> TestProject {
        let pipeline = "kind: pipeline\nname: note\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"
        return try TestProject(
            withShippedPipelines: false, Self.catalogue(endpoint).merging(["note.yaml": pipeline]) { $1 })
    }

    @Test("list shows prices, roles and whether a provider is set up")
    func list() async throws {
        let project = try project()
        let table = try await project.run("models", "list")
        #expect(table.status == 0 && table.output.contains("writing") && table.output.contains("not set up"))
        let ready = try await project.json(
            "models", "list", "--json", with: ["CLOUD_ENDPOINT": "https://x.example", "CLOUD_KEY": "secret-1"])
        #expect(ready.arrayValue?.map { $0["state"] } == ["ready", "ready", "ready"])
        #expect(ready[1]?["roles"] == ["writing"] && ready[1]?["fallbacks"] == ["small"])
        #expect(!ready.text().contains("secret-1"))
    }

    @Test("the shipped file has the seven models, without a finding")
    func shipped() async throws {
        let models = try await TestProject().json("models", "list", "--json").arrayValue ?? []
        #expect(models.count == 7 && models.allSatisfy { $0["prices"]?.objectValue?.isEmpty == false })
    }

    @Test("cost prices a call")
    func cost() async throws {
        let project = try project()
        let words = ["models", "cost", "--model"]
        let text = try await project.run(words + ["writing", "--input-tokens", "1000", "--output-tokens", "100"])
        #expect(text.output == "0.012 EUR\n")
        let cached = try await project.json(
            "models", "cost", "--model", "small", "--input-tokens", "1000", "--cached-tokens", "400", "--json")
        #expect(cached["cost"] == 0.0008 && cached["model"] == "small")
        #expect(try await project.run(words + ["ear", "--audio", "90s"]).output == "0.09 EUR\n")
        #expect(try await project.run(words + ["smal"]).errors.contains("did you mean `small`?"))
        #expect(try await project.run(words + ["small", "--images", "-1"]).status == 64)
        #expect(try await project.run("models", "cost").errors.contains("store_missing"))
    }

    @Test("test makes one tiny call and says what it took")
    func trial() async throws {
        let answer = #"{"choices":[{"message":{"content":"yes"}}],"usage":{"prompt_tokens":9,"completion_tokens":1}}"#
        try await ScriptedServer.with({ _, connection in connection.reply(200, answer) }) { server in
            let project = try project(server.url("/v1"))
            let outcome = try await project.json("models", "test", "small", "--json")
            #expect(outcome["inputTokens"] == 9 && outcome["cost"] == 0.000011)
            #expect(server.requests.map(\.target) == ["/v1/chat/completions"])
            let missing = try await project.run("models", "test", "large")
            #expect(missing.status == 78 && missing.errors.contains("set CLOUD_ENDPOINT and CLOUD_KEY"))
            #expect(try await project.run("models", "test", "ear").status == 64)
        }
    }

    @Test("without a catalogue there is nothing to list")
    func none() async throws {
        let project = try TestProject(
            withShippedPipelines: false,
            ["note.yaml": "kind: pipeline\nname: note\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"])
        let ending = try await project.run("models", "list")
        #expect(ending.status == 78 && ending.errors.contains("no_models"))
    }
}
