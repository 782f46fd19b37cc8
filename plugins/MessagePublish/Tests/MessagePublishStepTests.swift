import MessagePublishStep
import StepKit
import StepKitTesting
import Testing

@Suite("message.publish")
struct MessagePublishStepTests {
    @Test(arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws {
        try await promise.check(MessagePublishStep.self)
    }

    private func published(_ input: JSONValue) async throws -> StepOutcome.Message {
        let outcome = try await StepHarness().run(MessagePublishStep.self, with: input)
        let message = try #require(outcome.messages.first)
        #expect(outcome.messages.count == 1)
        #expect(try outcome.output == ["job_id": .string(message.jobID)])
        return message
    }

    @Test("only the type is needed; the creator is the job's own")
    func defaults() async throws {
        let message = try await published(["job_type": "report.write"])
        #expect(message.jobType == "report.write" && message.topic == "jobs" && message.creatorID == "creator_test")
        #expect(message.payload == [:] && message.attributes == [:])
        #expect(message.messageID == nil && message.delay == .zero)
    }

    @Test("everything can be said")
    func everything() async throws {
        let message = try await published([
            "job_type": "report.write", "topic": "reports", "payload": ["scenes": [1, 2]],
            "attributes": ["priority": 2], "creator_id": "other", "message_id": "m-1", "delay": "1h30m",
        ])
        #expect(message.topic == "reports" && message.payload == ["scenes": [1, 2]])
        #expect(message.attributes == ["priority": 2] && message.creatorID == "other")
        #expect(message.messageID == "m-1" && message.delay == .seconds(5400))
    }

    @Test("a payload may be any value", arguments: [nil, 3, "text", [1, 2]] as [JSONValue])
    func payloads(payload: JSONValue) async throws {
        let message = try await published(["job_type": "a", "payload": payload])
        #expect(message.payload == (payload.isNull ? [:] : payload))
    }

    @Test(
        "what no broker would take is refused",
        arguments: [
            ["job_type": ""], ["job_type": "a", "topic": "events"], ["job_type": "a", "topic": ""],
            ["job_type": "a", "message_id": .string(String(repeating: "m", count: 129))],
        ] as [JSONValue])
    func refused(input: JSONValue) async throws {
        let outcome = try await StepHarness().run(MessagePublishStep.self, with: input)
        #expect(outcome.failure?.code == .invalidPayload)
        #expect(outcome.messages.isEmpty)
    }
}
