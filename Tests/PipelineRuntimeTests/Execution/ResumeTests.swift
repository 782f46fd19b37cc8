import Broker
import Foundation
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Resuming a job whose worker died")
struct ResumeTests {
    private static let pipeline = steps(
        "id: one, uses: test.act, with: { act: note }", "id: two, uses: test.act, with: { act: note }",
        #"id: three, uses: test.act, with: { act: note, value: "${{ steps.one.output }}" }"#)

    /// A worker that finishes two steps and is never heard of again.
    private func dieAfterTwoSteps(_ harness: RuntimeHarness, _ id: String, output: JSONValue) async throws {
        let request = LockRequest(subscription: "main", limit: 1, worker: "dead")
        let delivery = try #require(try await harness.broker.lock(request, at: harness.time.now).deliveries.first)
        for step in ["one", "two"] {
            let record = StepRecord(
                stepID: step, status: .completed, output: output, attempt: 1, delivery: 1,
                startedAt: harness.time.now, endedAt: harness.time.now)
            let checkpoint = Checkpoint(lock: delivery.lock, step: record, progress: 66)
            for answer in await harness.broker.checkpoint([checkpoint], at: harness.time.now) { try answer.get() }
        }
    }

    private func note(_ ran: Journal<String>) -> [String: Act] {
        [
            "note": { value, context in
                ran.note(context.stepID)
                return value
            }
        ]
    }

    @Test("Only the steps that are not finished run, with the outputs of the others")
    func rest() async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(["main": Self.pipeline], acts: note(ran))
        let id = try await harness.submit()
        try await dieAfterTwoSteps(harness, id, output: ["value": 42])
        try await harness.whileRunning(try harness.makeRuntime(worker: "second") { $0.pollInterval = .seconds(5) }) {
            try await harness.clock.sleeper(at: .seconds(5))
            harness.clock.move(to: .seconds(59))
            try await harness.clock.sleeper(at: .seconds(64))
            #expect(try await harness.job(id).status == .processing)
            try await harness.clock.pass(.seconds(64))
            let job = try await harness.job(id, becomes: .completed)
            #expect(ran.entries == ["three"])
            #expect(job.result == ["value": ["value": 42]])
            #expect(job.attempt == 2)
            #expect(try await harness.eventTypes(of: id).contains("job.resumed"))
        }
    }

    @Test("A step whose file has vanished is run again", arguments: [true, false])
    func artifact(isThere: Bool) async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(["main": Self.pipeline], acts: note(ran))
        let path = try harness.folder.write("picture", to: "kept/picture.png")
        if !isThere { try FileManager.default.removeItem(atPath: path) }
        let artifact = try JSONValueEncoder().encode(
            Artifact(path: path, sha256: "00", mediaType: "image/png", size: 7))
        let id = try await harness.submit()
        try await dieAfterTwoSteps(harness, id, output: ["value": ["pictures": [artifact]]])
        harness.clock.move(to: .seconds(60))
        #expect(try await harness.broker.sweep(liveWorkers: [], at: harness.time.now) == 1)
        try await harness.whileRunning {
            try await harness.job(id, becomes: .completed)
            #expect(ran.entries == (isThere ? ["three"] : ["one", "two", "three"]))
        }
    }
}
