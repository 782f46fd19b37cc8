import JSONModel
import Logging
import Testing

@testable import DevModel

@Suite("What a provider would bill")
struct BillingTests {
    private func withClient(_ body: (TestClient, DevModelServer) async throws -> Void) async throws {
        let options = DevModelOptions(address: DevModelAddress(port: 0))
        let server = DevModelServer(options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await server.withServer { try await body(TestClient(address: $0), server) }
    }

    @Test("an answer is billed as its usage says")
    func billed() async throws {
        try await withClient { client, server async throws in
            let usage = try await client.chat(chatBody()).json["usage"]
            let bill = try #require(server.ledger.first)
            #expect(bill.model == "any" && bill.service == .chat && bill.ending == .whole)
            #expect(usage?["prompt_tokens"]?.intValue == Int64(bill.promptTokens))
            #expect(usage?["completion_tokens"]?.intValue == Int64(bill.completionTokens))
            let ledger = try await client.send("GET", "/ledger").json
            #expect(ledger["requests"] == .array([bill.json]) && ledger["totals"]?["any"]?["requests"] == 1)
        }
    }

    @Test(
        "an answer that a fault keeps back is billed all the same",
        arguments: [
            ("bill_then_fail=502", "failed"), ("break_off", "broken_off"), ("truncate", "truncated"),
            ("no_usage", "whole"), ("refuse", "whole"), ("malformed", "whole"),
        ])
    func spoiled(fault: String, ending: String) async throws {
        try await withClient { client, server async throws in
            let body = chatBody(more: ["stream": true, "stream_options": ["include_usage": true]])
            _ = try? await client.chat(body, fault: fault)
            #expect(server.ledger.map(\.ending.rawValue) == [ending])
            #expect(server.ledger.allSatisfy { $0.promptTokens > 0 && $0.completionTokens > 0 })
        }
    }

    @Test("a request that is refused before it is looked at is free", arguments: ["rate_limit", "fail=500"])
    func refused(fault: String) async throws {
        try await withClient { client, server async throws in
            _ = try await client.chat(chatBody(), fault: fault)
            #expect(server.ledger.isEmpty)
        }
    }

    @Test("usage can be kept quiet, and answers refused", arguments: [true, false])
    func quiet(isStreamed: Bool) async throws {
        let more: [String: JSONValue] = ["stream": .bool(isStreamed), "stream_options": ["include_usage": true]]
        try await withClient { client, _ async throws in
            #expect(try await !client.chat(chatBody(more: more), fault: "no_usage").text.contains("\"usage\""))
            let refused = try await client.chat(chatBody(more: more), fault: "refuse").text
            #expect(refused.contains("\"refusal\":\"I cannot") && refused.contains("\"usage\""))
        }
    }

    @Test("sound is heard over HTTP and billed by begun seconds")
    func transcription() async throws {
        try await withClient { client, server async throws in
            let wav = TestSound.wav([(400, 0.5, 1.5)])
            let answer = try await client.transcribe(wav, fields: ["model": "ear", "response_format": "verbose_json"])
            #expect(answer.json["text"] == "roaring middle tone roaring middle tone.")
            #expect(answer.json["segments"]?[0]?["end"] == 1.5 && answer.json["usage"]?["seconds"] == 2)
            #expect(server.ledger.map(\.audioSeconds) == [2] && server.ledger.map(\.model) == ["ear"])
            let failed = try await client.transcribe(wav, fields: [:], fault: "bill_then_fail")
            #expect(failed.status == 500 && server.ledger.count == 2)
            #expect(try await client.transcribe([1, 2, 3], fields: [:]).errorCode == "invalid_audio")
        }
    }
}
