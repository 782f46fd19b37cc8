import StepKit
import StepKitTesting
import Testing

/// Publishes as its input says.
private struct Publisher: Step {
    struct Input: Codable, Sendable {
        var types: [String]
        var topic: String
        var creator: String?
        var messageID: String?
        var delay: Int
        var fails: Bool
    }

    struct Output: Codable, Sendable { var ids: [String] }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("test.publisher", "Publishes.") {
            Field("types", \.types, "Job types.").default(["report"])
            Field("topic", \.topic, "Where.").default("jobs")
            Field("creator", \.creator, "For whom.")
            Field("messageID", \.messageID, "Its name.")
            Field("delay", \.delay, "In seconds.").default(0)
            Field("fails", \.fails, "Whether it fails in the end.").default(false)
        } output: {
            Field("ids", \.ids, "The jobs.")
        }
    }

    init(environment: StepEnvironment) throws {}

    func run(_ input: Input, in context: StepContext) async throws -> Output {
        let ids = try input.types.map {
            try context.publish(
                $0, payload: ["a": 1], topic: input.topic, attributes: ["n": 1], creatorID: input.creator,
                messageID: input.messageID, delay: .seconds(input.delay))
        }
        if input.fails { throw StepFailure(.unexpected, "Too bad.") }
        return Output(ids: ids)
    }
}

@Suite("Publishing from a step")
struct PublishingTests {
    private func run(_ input: JSONValue) async throws -> StepOutcome {
        try await StepHarness().run(Publisher.self, with: input)
    }

    @Test("each message has its own id, which the step learns at once")
    func ids() async throws {
        let outcome = try await run(["types": ["a", "b"]])
        let ids = try outcome.output(as: Publisher.Output.self).ids
        #expect(Set(ids).count == 2)
        #expect(outcome.messages.map(\.jobID) == ids && outcome.messages.map(\.jobType) == ["a", "b"])
        #expect(outcome.messages.map(\.payload) == [["a": 1], ["a": 1]])
        #expect(outcome.messages.map(\.attributes) == [["n": 1], ["n": 1]])
    }

    @Test("a job's offspring is its creator's unless another is named")
    func creators() async throws {
        #expect(try await run([:]).messages.map(\.creatorID) == ["creator_test"])
        #expect(try await run(["creator": "other"]).messages.map(\.creatorID) == ["other"])
    }

    @Test("a step that fails has staged its messages, and a runtime drops them")
    func failing() async throws {
        let outcome = try await run(["fails": true])
        #expect(outcome.failure?.code == .unexpected && outcome.messages.count == 1)
    }

    @Test(
        "the bounds themselves are taken",
        arguments: [
            ["types": [.string(String(repeating: "é", count: 256))]],
            ["topic": .string(String(repeating: "t", count: 64))],
            ["messageID": .string(String(repeating: "é", count: 128))], ["delay": 3_153_600_000],
        ] as [JSONValue])
    func bounds(input: JSONValue) async throws {
        #expect(try await run(input).messages.count == 1)
    }

    @Test(
        "what is beyond them is refused, for good",
        arguments: [
            ["types": [""]], ["types": [.string(String(repeating: "t", count: 257))]], ["topic": ""],
            ["topic": .string(String(repeating: "t", count: 65))], ["topic": "events"], ["messageID": ""],
            ["messageID": .string(String(repeating: "m", count: 129))], ["delay": -1], ["delay": 3_153_600_001],
        ] as [JSONValue])
    func refused(input: JSONValue) async throws {
        let outcome = try await run(input)
        #expect(outcome.failure?.code == .invalidPayload && outcome.failure?.disposition == .permanent)
        #expect(outcome.messages.isEmpty)
    }
}
