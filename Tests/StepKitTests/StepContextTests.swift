import StepKit
import StepKitTesting
import Testing

/// Calls the context as its input says.
private struct Caller: Step {
    struct Input: Codable, Sendable {
        var event: String?
        var progress: [String]?
        var group: Int?
        var odd: Odd?
    }

    struct Odd: Codable, Sendable, FieldValue {
        struct Refusal: Error {}
        static var fieldType: FieldType { .any }
        init(from decoder: any Decoder) throws { throw Refusal() }
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("test.caller", "Calls the context.") {
            Field("event", \.event, "Emitted.")
            Field("progress", \.progress, "Reported.")
            Field("group", \.group, "Tracked.")
            Field("odd", \.odd, "Never decodes.")
        }
    }

    init(environment: StepEnvironment) throws {}

    func run(_ input: Input, in context: StepContext) async throws -> Empty {
        if let event = input.event { try context.emit(event, data: ["a": 1]) }
        for fraction in input.progress ?? [] { context.progress(Double(fraction) ?? 0) }
        if let group = input.group { context.track(processGroup: Int32(truncatingIfNeeded: group)) }
        return Empty()
    }
}

@Suite("The step context")
struct StepContextTests {
    @Test("events of two or more plain words are staged", arguments: ["video.analysed", "a.b.c_2", "jobs.x", "a.job"])
    func emits(type: String) async throws {
        let outcome = try await StepHarness().run(Caller.self, with: ["event": .string(type)])
        #expect(outcome.events.map(\.type) == [type])
        #expect(outcome.events.first?.data == ["a": 1])
    }

    @Test(
        "other event types, and the runtime's own, are refused",
        arguments: [
            "", "video", "video.", ".video", "a..b", "Video.a", "video.é", "video.1a", "video.a-b", "video.a b",
            "job.done", "step.done", "a." + String(repeating: "b", count: 127),
        ])
    func refuses(type: String) async throws {
        let outcome = try await StepHarness().run(Caller.self, with: ["event": .string(type)])
        #expect(outcome.failure?.code == .invalidPayload)
        #expect(outcome.events.isEmpty)
    }

    @Test("progress is a share from 0 to 1, whatever is reported")
    func progress() async throws {
        let reported: JSONValue = ["0.5", "-1", "7", "nan", "inf", "-inf"]
        let outcome = try await StepHarness().run(Caller.self, with: ["progress": reported])
        #expect(outcome.progress.map(\.fraction) == [0.5, 0, 1, 0, 1, 0])
    }

    @Test("only a group that can be a child's is tracked", arguments: [(-1, false), (0, false), (1, false), (2, true)])
    func groups(group: Int, isTracked: Bool) async throws {
        let outcome = try await StepHarness().run(Caller.self, with: ["group": .int(Int64(group))])
        #expect(outcome.processGroups == (isTracked ? [Int32(group)] : []))
    }

    @Test("an input its own decoder refuses can never work, whatever the decoder throws")
    func refusedByDecoder() async throws {
        let outcome = try await StepHarness().run(Caller.self, with: ["odd": 1])
        #expect(outcome.failure?.code == .invalidPayload)
        #expect(outcome.failure?.disposition == .permanent)
    }
}
