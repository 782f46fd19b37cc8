import Broker
import PipelineDefinitions
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("What closes a job: `on_failure` and `always`")
struct ClosingTests {
    private static let pipeline = """
        steps:
          - { id: first, uses: test.act, with: { act: none, value: 1 } }
          - { id: work, uses: test.act, with: { act: work } }
        on_failure:
          - id: tell
            uses: test.act
            with: { act: note, value: "${{ [failure.code, failure.step, steps.work.status, steps.first.output.value] }}" }
        always:
          - { id: clean, uses: test.act, with: { act: note, value: cleaned } }
        """

    private static func acts(_ noted: Journal<JSONValue>, work: @escaping Act) -> [String: Act] {
        [
            "work": work,
            "note": { value, _ in
                noted.note(value)
                return value
            },
        ]
    }

    @Test("After a success only `always` runs, and changes nothing about the result")
    func success() async throws {
        let noted = Journal<JSONValue>()
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline], acts: Self.acts(noted) { _, _ in 7 })
        try await harness.whileRunning {
            let job = try await harness.submit(until: .completed)
            #expect(job.result == ["value": 7])
            #expect(noted.entries == ["cleaned"])
            #expect(try await harness.broker.steps(of: job.id).map(\.stepID) == ["first", "work", "clean"])
        }
    }

    @Test("After a permanent failure `on_failure` runs and knows why, then `always`")
    func permanent() async throws {
        let noted = Journal<JSONValue>()
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline], acts: Self.acts(noted) { _, _ in throw StepFailure(.notFound, "gone") })
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(job.failure?.code == "not_found" && job.failure?.step == "work")
            #expect(noted.entries == [["not_found", "work", "failed", 1], "cleaned"])
            #expect(try await harness.broker.steps(of: job.id).map(\.stepID) == ["first", "work", "tell", "clean"])
        }
    }

    @Test("As long as the job is tried again nothing closes it; the last delivery does")
    func lastDelivery() async throws {
        let noted = Journal<JSONValue>()
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline], subscriptions: [.named("main", deliveries: 2)],
            acts: Self.acts(noted) { _, _ in throw StepFailure(.networkError, "no line") })
        try await harness.whileRunning {
            let id = try await harness.submit(until: .retrying).id
            #expect(noted.entries == [])
            try await harness.clock.pass(.seconds(15))
            try await harness.job(id, becomes: .failed)
            #expect(noted.entries == [["network_error", "work", "failed", 1], "cleaned"])
        }
    }

    @Test("It runs after the attempt's deadline too, in time of its own")
    func afterDeadline() async throws {
        let noted = Journal<JSONValue>()
        let began = Gate()
        let harness = try await RuntimeHarness(
            ["main": "deadline: 30s\n" + Self.pipeline], subscriptions: [.named("main", deliveries: 1)],
            acts: Self.acts(noted) { _, context in
                began.open()
                try await context.waitForAbort()
                return .null
            })
        try await harness.whileRunning {
            let id = try await harness.submit()
            await began.wait()
            try await harness.clock.pass(.seconds(30))
            let job = try await harness.job(id, becomes: .timeout)
            #expect(job.failure?.code == "timeout")
            #expect(noted.entries.last == "cleaned" && noted.entries.count == 2)
        }
    }

    @Test("A cancelled job is cleaned up after, and that is no failure")
    func cancelled() async throws {
        let noted = Journal<JSONValue>()
        let began = Gate()
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline],
            acts: Self.acts(noted) { _, context in
                began.open()
                try await context.waitForAbort()
                return .null
            })
        try await harness.whileRunning {
            let id = try await harness.submit()
            await began.wait()
            _ = await harness.broker.cancel([id], at: harness.time.now)
            try await harness.job(id, becomes: .cancelled)
            #expect(noted.entries == ["cleaned"])
        }
    }

    @Test("What cleans up after a cancellation has 30 seconds")
    func cleanUpHangs() async throws {
        let began = Gate()
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline],
            acts: [
                "work": { _, context in
                    began.open()
                    try await context.waitForAbort()
                    return .null
                },
                "note": { _, context in
                    try await context.waitForAbort()
                    return .null
                },
            ])
        try await harness.whileRunning {
            let id = try await harness.submit()
            await began.wait()
            _ = await harness.broker.cancel([id], at: harness.time.now)
            try await harness.clock.sleeper(at: .seconds(30))
            #expect(try await harness.job(id).status == .processing)
            harness.clock.move(to: .seconds(30))
            try await harness.job(id, becomes: .cancelled)
        }
    }

    @Test("A step of it that fails is recorded and logged, and the rest still runs")
    func failing() async throws {
        let noted = Journal<JSONValue>()
        var acts = Self.acts(noted) { _, _ in throw StepFailure(.notFound, "gone") }
        acts["note"] = { value, context in
            guard context.stepID == "clean" else { throw StepFailure(.networkError, "nobody listens") }
            noted.note(value)
            return value
        }
        let harness = try await RuntimeHarness(["main": Self.pipeline], acts: acts)
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(job.failure?.code == "not_found")
            #expect(noted.entries == ["cleaned"])
            let tell = try await harness.broker.steps(of: job.id).first { $0.stepID == "tell" }
            #expect(tell?.status == .failed && tell?.failure?.code == "network_error")
            #expect(harness.logs.contains("nobody listens"))
        }
    }

    @Test("One that cannot even begin is recorded as failed")
    func broken() async throws {
        let harness = try await RuntimeHarness([
            "main": """
            steps:
              - { id: work, uses: test.act, with: { act: "${{ 7 }}" } }
            on_failure:
              - { id: tell, uses: test.act, with: { act: none, value: "${{ 1 / 0 }}" } }
            """
        ])
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(job.failure?.step == "work")
            let steps = try await harness.broker.steps(of: job.id)
            #expect(steps.map(\.stepID) == ["tell"])
            #expect(steps.first?.failure?.code == "divide_by_zero")
        }
    }

    @Test("`always` that fails after a success fails the attempt like any step, and does not run twice in it")
    func alwaysFails() async throws {
        let noted = Journal<JSONValue>()
        var acts = Self.acts(noted) { _, _ in 1 }
        acts["note"] = { value, context in
            noted.note(.string(context.stepID))
            guard context.stepID == "tell" else { throw StepFailure(.notFound, "no broom") }
            return value
        }
        let harness = try await RuntimeHarness(["main": Self.pipeline], acts: acts)
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(job.failure?.step == "clean")
            #expect(noted.entries == ["clean", "tell"])
        }
    }

    @Test("A shutdown during it gives the attempt back; the next one goes on with what is left")
    func shutdown() async throws {
        let (noted, began) = (Journal<JSONValue>(), Gate())
        var acts = Self.acts(noted) { _, _ in throw StepFailure(.notFound, "gone") }
        acts["note"] = { _, context in
            noted.note(.string("\(context.stepID) \(context.fence)"))
            if context.stepID == "clean", context.fence == 1 {
                began.open()
                try await context.waitForAbort()
            }
            return .null
        }
        let harness = try await RuntimeHarness(["main": Self.pipeline], acts: acts)
        let id = try await harness.submit()
        let runtime = try harness.makeRuntime()
        let ended = Gate()
        try await harness.whileRunning(runtime, ended: ended) {
            await began.wait()
            runtime.shutdown()
            try await harness.clock.pass(.seconds(10))
            try await eventually("the runtime ends") { ended.isOpen }
            let status = try await harness.job(id).status
            #expect(status == .pending || status == .retrying)
        }
        try await harness.whileRunning(try harness.makeRuntime(worker: "second")) {
            try await harness.job(id, becomes: .failed)
            #expect(noted.entries == ["tell 1", "clean 1", "clean 2"])
        }
    }

    @Test("A redriven job that fails again is closed again")
    func redriven() async throws {
        let noted = Journal<JSONValue>()
        let harness = try await RuntimeHarness(
            ["main": Self.pipeline], acts: Self.acts(noted) { _, _ in throw StepFailure(.notFound, "gone") })
        try await harness.whileRunning {
            let id = try await harness.submit(until: .failed).id
            var query = DeadLetterQuery()
            query.jobID = id
            let letter = try #require(try await harness.broker.deadLetters(query).first)
            for answer in await harness.broker.redrive([Redrive(lock: letter.lock)], at: harness.time.now) {
                _ = try answer.get()
            }
            try await eventually("it fails again") {
                let job = try await harness.job(id)
                return job.status == .failed && job.attempt == 2
            }
            #expect(noted.entries.count == 4)
        }
    }

    @Test("A pipeline that is used inside closes itself first")
    func inside() async throws {
        let noted = Journal<JSONValue>()
        let harness = try await RuntimeHarness(
            [
                "main": """
                steps:
                  - { id: sub, uses: pipeline/inner, with: { n: 5 } }
                always:
                  - { id: outer, uses: test.act, with: { act: note, value: outer } }
                ---
                kind: pipeline
                name: inner
                steps:
                  - { id: work, uses: test.act, with: { act: work } }
                on_failure:
                  - { id: undo, uses: test.act, with: { act: note, value: "${{ [input.n, failure.step] }}" } }
                always:
                  - { id: close, uses: test.act, with: { act: note, value: inner } }
                """
            ], acts: Self.acts(noted) { _, _ in throw StepFailure(.notFound, "gone") })
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(noted.entries == [[5, "sub.work"], "inner", "outer"])
            let ids = try await harness.broker.steps(of: job.id).map(\.stepID)
            #expect(ids == ["sub.work", "sub", "sub.undo", "sub.close", "outer"])
        }
    }
}
