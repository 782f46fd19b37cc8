import Broker
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Jobs that publish jobs")
struct PublishingTests {
    private static let pipelines = [
        "main": steps("id: a, uses: test.act, with: { act: publish }"),
        "next": steps("id: b, uses: test.act, with: { act: read, value: '${{ input.from }}' }"),
    ]

    private func harness(_ act: @escaping Act, read: Journal<JSONValue> = Journal()) async throws -> RuntimeHarness {
        try await RuntimeHarness(
            Self.pipelines,
            acts: [
                "publish": act,
                "read": { value, _ in
                    read.note(value)
                    return .null
                },
            ])
    }

    @Test("A step's message becomes a job of the same creator once the step is stored")
    func chained() async throws {
        let read = Journal<JSONValue>()
        let published = Journal<String>()
        let harness = try await harness(
            { _, context in
                published.note(try context.publish("next", payload: ["from": "a"]))
                return .null
            }, read: read)
        try await harness.whileRunning {
            let first = try await harness.submit(until: .completed)
            let id = try #require(published.entries.first)
            let second = try await harness.job(id, becomes: .completed)
            #expect(second.parentID == first.id && second.creatorID == "ada" && second.jobType == "next")
        }
        #expect(read.entries == ["a"])
    }

    @Test("A message nobody takes fails the step at once, and the step leaves nothing")
    func unroutable() async throws {
        let harness = try await harness { _, context in
            context.saveRecord(1, collection: "c", id: "r")
            _ = try context.publish("nobody", payload: [:])
            return .null
        }
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(job.failure?.code == "unroutable" && job.failure?.step == "a")
            #expect(try await harness.broker.record(collection: "c", id: "r") == nil)
        }
    }

    @Test("A try that fails publishes nothing")
    func failed() async throws {
        let harness = try await harness { _, context in
            _ = try context.publish("next", payload: [:])
            throw StepFailure(.notFound, "nothing here")
        }
        try await harness.whileRunning {
            _ = try await harness.submit(until: .failed)
            #expect(try await harness.broker.jobs(JobQuery()).count == 1)
        }
    }
}
