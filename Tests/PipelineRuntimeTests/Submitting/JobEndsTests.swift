import Broker
import JSONModel
import PipelineRuntime
import Testing

@Suite("Waiting for a job's end")
struct JobEndsTests {
    private static let slow = """
        steps:
          - { id: work, uses: test.act, with: { act: hold } }
        """

    @Test("Comes back with the job as soon as it has ended")
    func ended() async throws {
        let gate = Gate()
        let harness = try await RuntimeHarness(
            ["main": Self.slow],
            acts: [
                "hold": { _, _ in
                    await gate.wait()
                    return .null
                }
            ])
        let ends = JobEnds(broker: harness.broker, time: harness.time)
        let listening = Task { await ends.run() }
        defer { listening.cancel() }
        let id = try await harness.submit()
        try await harness.whileRunning {
            async let job = ends.job(id, endedWithin: .seconds(60))
            gate.open()
            let ended = try await job
            #expect(ended?.status == .completed)
        }
    }

    @Test("Knows no job that is not there, and does not wait for one")
    func unknown() async throws {
        let harness = try await RuntimeHarness(["main": Self.slow])
        let ends = JobEnds(broker: harness.broker, time: harness.time)
        #expect(try await ends.job("nobody", endedWithin: .seconds(60)) == nil)
    }

    @Test("Comes back with the job as it is when the time is over")
    func late() async throws {
        let harness = try await RuntimeHarness(["main": Self.slow])
        let ends = JobEnds(broker: harness.broker, time: harness.time)
        let id = try await harness.submit()
        #expect(try await ends.job(id, endedWithin: .zero)?.status == .pending)
    }
}
