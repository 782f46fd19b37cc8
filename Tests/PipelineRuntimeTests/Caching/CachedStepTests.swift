import Broker
import Foundation
import JSONModel
import PipelineDefinitions
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Steps whose results are kept")
struct CachedStepTests {
    private static let pipeline = steps(
        #"id: call, uses: test.act, timeout: 5m, with: { act: call, value: "${{ input.n }}" }, "#
            + #"cache: { key: v1, ttl: 1h }"#)

    /// Counts, and answers with ten times its value.
    private static func call(_ ran: Journal<String>) -> [String: Act] {
        [
            "call": { value, context in
                ran.note(context.job.id)
                let reservation = try await context.reserve(Money(nanos: 500), for: "m")
                context.record(
                    Cost(kind: "model", name: "m", amounts: [:], money: Money(nanos: 300)), settling: reservation)
                return .int((value.intValue ?? 0) * 10)
            }
        ]
    }

    @Test("The second job with the same call takes the first one's result, and what it saved is counted")
    func hit() async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(["main": Self.pipeline], acts: Self.call(ran))
        try await harness.whileRunning {
            let first = try await harness.submit("main", ["n": 4], until: .completed)
            let second = try await harness.submit("main", ["n": 4], until: .completed)
            _ = try await harness.submit("main", ["n": 5], until: .completed)
            #expect(first.result == ["value": 40] && second.result == first.result)
            #expect(ran.entries == ["job-1", "job-3"])
            let step = try #require(try await harness.broker.steps(of: second.id).first)
            #expect(step.status == .completed && step.attempt == 0)
            let line = try #require(try await harness.broker.costs(CostQuery(by: .model)).first { $0.key == "m" })
            #expect(line.hits == 1 && line.saved == Money(nanos: 300) && line.spent == Money(nanos: 600))
        }
    }

    @Test("An entry is good until its time is over")
    func expired() async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(["main": Self.pipeline], acts: Self.call(ran))
        try await harness.whileRunning {
            _ = try await harness.submit("main", ["n": 4], until: .completed)
            harness.clock.move(to: .seconds(3599))
            _ = try await harness.submit("main", ["n": 4], until: .completed)
            harness.clock.move(to: .seconds(3600))
            _ = try await harness.submit("main", ["n": 4], until: .completed)
            #expect(ran.entries == ["job-1", "job-3"])
        }
    }

    @Test("Only what completed is kept")
    func failure() async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline],
            acts: [
                "call": { _, context in
                    ran.note(context.job.id)
                    throw StepFailure(.notFound, "gone")
                }
            ])
        try await harness.whileRunning {
            _ = try await harness.submit("main", ["n": 4], until: .failed)
            _ = try await harness.submit("main", ["n": 4], until: .failed)
            #expect(ran.entries == ["job-1", "job-2"])
        }
    }

    @Test("An entry whose file has vanished is none")
    func vanished() async throws {
        let ran = Journal<String>()
        let folder = try TemporaryFolder("kept")
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline],
            acts: [
                "call": { _, context in
                    ran.note(context.job.id)
                    let path = try folder.write("picture", to: "kept.png")
                    return try JSONValueEncoder().encode(
                        Artifact(path: path, sha256: "00", mediaType: "image/png", size: 7))
                }
            ])
        try await harness.whileRunning {
            _ = try await harness.submit("main", ["n": 4], until: .completed)
            _ = try await harness.submit("main", ["n": 4], until: .completed)
            #expect(ran.entries == ["job-1"])
            try FileManager.default.removeItem(atPath: folder.path("kept.png"))
            _ = try await harness.submit("main", ["n": 4], until: .completed)
            #expect(ran.entries == ["job-1", "job-3"])
        }
    }

    @Test("Jobs that want the same at the same time make one call")
    func shared() async throws {
        let (ran, gate) = (Journal<String>(), Gate())
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline], subscriptions: [.named("main", concurrency: 3)],
            acts: [
                "call": { value, context in
                    ran.note(context.job.id)
                    await gate.wait()
                    return value
                }
            ])
        try await harness.whileRunning {
            defer { gate.open() }
            var ids: [String] = []
            for _ in 1...3 { ids.append(try await harness.submit("main", ["n": 4])) }
            try await eventually("one calls") { ran.entries.count == 1 }
            for id in ids { try await harness.job(id, becomes: .processing) }
            gate.open()
            for id in ids {
                let job = try await harness.job(id, becomes: .completed)
                #expect(job.result == ["value": 4])
            }
            #expect(ran.entries.count == 1)
        }
    }

    @Test("When the one that calls is cancelled, another takes over and the others wait on")
    func handedOver() async throws {
        let (ran, gate) = (Journal<String>(), Gate())
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline], subscriptions: [.named("main", concurrency: 3)],
            acts: [
                "call": { value, context in
                    ran.note(context.job.id)
                    if ran.entries.count == 1 { try await context.waitForAbort() }
                    await gate.wait()
                    return value
                }
            ])
        try await harness.whileRunning {
            defer { gate.open() }
            var ids: [String] = []
            for _ in 1...3 { ids.append(try await harness.submit("main", ["n": 4])) }
            try await eventually("one calls") { ran.entries.count == 1 }
            for id in ids { try await harness.job(id, becomes: .processing) }
            let first = try #require(ran.entries.first)
            _ = await harness.broker.cancel([first], at: harness.time.now)
            try await harness.job(first, becomes: .cancelled)
            try await eventually("another calls") { ran.entries.count == 2 }
            gate.open()
            for id in ids where id != first { try await harness.job(id, becomes: .completed) }
            #expect(ran.entries.count == 2)
        }
    }

    @Test("Items of a list share their calls too")
    func items() async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(
            [
                "main": """
                steps:
                  - id: all
                    uses: test.act
                    for_each: [1, 2, 1, 2, 1]
                    at_once: 5
                    with: { act: call, value: "${{ item }}" }
                    cache: { key: v1, ttl: 1h }
                output: "${{ steps.all.output.map(one, one.value) }}"
                """
            ], acts: Self.call(ran))
        try await harness.whileRunning {
            let job = try await harness.submit(until: .completed)
            #expect(job.result == [10, 20, 10, 20, 10])
            #expect(ran.entries.count == 2)
        }
    }
}
