import Broker
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Trying again")
struct RetryTests {
    private static let flaky = "id: a, uses: test.act, with: { act: flaky }"

    /// Fails until the try of that number.
    private func failing(
        before try: Int = .max, with failure: StepFailure = StepFailure(.networkError, "no line"),
        noting tries: Journal<Int> = Journal()
    ) -> [String: Act] {
        [
            "flaky": { _, context in
                tries.note(context.attempt)
                guard context.attempt >= `try` else { throw failure }
                return .int(Int64(context.attempt))
            }
        ]
    }

    @Test("A failed step is tried again after each delay of its policy")
    func delays() async throws {
        let tries = Journal<Int>()
        let harness = try await RuntimeHarness(
            ["main": steps(Self.flaky + ", retry: { delays: [1s, 4s], jitter: 0 }")],
            acts: failing(before: 3, noting: tries))
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await harness.clock.sleeper(at: .seconds(1))
            harness.clock.move(to: .milliseconds(999))
            #expect(tries.entries == [1])
            harness.clock.move(to: .seconds(1))
            try await harness.clock.pass(.seconds(5))
            let job = try await harness.job(id, becomes: .completed)
            #expect(job.result == ["value": 3])
            #expect(job.attempt == 1)
            let step = try #require(try await harness.broker.steps(of: id).first)
            #expect(step.attempt == 3 && step.startedAt == RuntimeHarness.start)
            #expect(step.endedAt == RuntimeHarness.start + .seconds(5))
        }
    }

    @Test("What the failure asks for wins over the policy")
    func retryAfter() async throws {
        let asked = StepFailure(.rateLimit, "slow down", disposition: .retryable(after: .seconds(30)))
        let harness = try await RuntimeHarness(
            ["main": steps(Self.flaky + ", retry: { delays: [1s], jitter: 0 }")], acts: failing(before: 2, with: asked))
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await harness.clock.sleeper(at: .seconds(30))
            #expect(!harness.clock.hasSleeper(at: .seconds(1)))
            harness.clock.move(to: .seconds(30))
            try await harness.job(id, becomes: .completed)
        }
    }

    @Test("A failure of another code than those named goes to the delivery's backoff")
    func codes() async throws {
        let tries = Journal<Int>()
        let harness = try await RuntimeHarness(
            ["main": steps(Self.flaky + ", retry: { delays: [1s], on: [rate_limit] }")], acts: failing(noting: tries))
        try await harness.whileRunning {
            let job = try await harness.submit(until: .retrying)
            #expect(tries.entries == [1])
            #expect(job.readyAt == RuntimeHarness.start + .seconds(15))
        }
    }

    @Test("A try that could not begin before the deadline is left to the next delivery")
    func deadlineCuts() async throws {
        let tries = Journal<Int>()
        let harness = try await RuntimeHarness(
            ["main": "deadline: 10s\n" + steps(Self.flaky + ", retry: { delays: [10s], jitter: 0 }")],
            acts: failing(noting: tries))
        try await harness.whileRunning {
            _ = try await harness.submit(until: .retrying)
            #expect(tries.entries == [1])
        }
    }

    @Test("After its tries the delivery is tried again by the backoff, and what is finished is not run again")
    func redelivered() async throws {
        let ran = Journal<String>()
        let acts: [String: Act] = [
            "note": { _, context in
                ran.note(context.stepID)
                return .null
            },
            "second": { _, context in
                ran.note("b\(context.attempt)")
                if ran.entries.count < 4 { throw StepFailure(.networkError, "no line") }
                return .int(context.fence)
            },
        ]
        let harness = try await RuntimeHarness(
            [
                "main": steps(
                    "id: a, uses: test.act, with: { act: note }",
                    "id: b, uses: test.act, with: { act: second }, retry: { delays: [1s], jitter: 0 }")
            ], acts: acts)
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await harness.clock.pass(.seconds(1))
            let waiting = try await harness.job(id, becomes: .retrying)
            #expect(waiting.failure?.code == "network_error" && waiting.progress == 50)
            try await harness.clock.pass(.seconds(16))
            let job = try await harness.job(id, becomes: .completed)
            #expect(ran.entries == ["a", "b1", "b2", "b1"])
            #expect(job.attempt == 2 && job.result == ["value": 2])
            #expect(try await harness.broker.steps(of: id).map(\.delivery) == [1, 2])
        }
    }

    @Test("The next delivery waits as long as the failure asked for")
    func notBefore() async throws {
        let asked = StepFailure(.rateLimit, "slow down", disposition: .retryable(after: .seconds(100)))
        let harness = try await RuntimeHarness(["main": steps(Self.flaky)], acts: failing(with: asked))
        try await harness.whileRunning {
            let job = try await harness.submit(until: .retrying)
            #expect(job.readyAt == RuntimeHarness.start + .seconds(100))
        }
    }

    @Test("A permanent failure ends the job at once, whatever the policy")
    func permanent() async throws {
        let tries = Journal<Int>()
        let harness = try await RuntimeHarness(
            ["main": steps(Self.flaky + ", retry: { delays: [1s, 1s] }")],
            acts: failing(with: StepFailure(.notFound, "no such video", details: ["url": "x"]), noting: tries))
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(tries.entries == [1])
            #expect(
                job.failure
                    == FailureRecord(code: "not_found", message: "no such video", step: "a", details: ["url": "x"]))
        }
    }

    @Test("An error nobody declared counts as unexpected and is tried again")
    func unexpected() async throws {
        struct Oops: Error {}
        let harness = try await RuntimeHarness(["main": steps(Self.flaky)], acts: ["flaky": { _, _ in throw Oops() }])
        try await harness.whileRunning {
            let ended = try await harness.submit(until: .retrying)
            #expect(ended.failure?.code == "unexpected")
        }
    }

    @Test("The failure that reaches the limit of deliveries is a dead letter")
    func limit() async throws {
        let harness = try await RuntimeHarness(
            ["main": steps(Self.flaky)], subscriptions: [.named("main", deliveries: 2)], acts: failing())
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await harness.clock.pass(.seconds(15))
            let job = try await harness.job(id, becomes: .failed)
            #expect(job.attempt == 2 && job.failure?.code == "network_error")
            let last = try #require(try await harness.snapshot(of: id).events.last)
            #expect(last.data["reason"] == "MaxDeliveryCountExceeded")
        }
    }

    @Test("A step that hears its timeout is tried again; at the limit the job's status is timeout")
    func timeouts() async throws {
        let tries = Journal<Int>()
        let hang: Act = { _, context in
            tries.note(context.attempt)
            try await context.waitForAbort()
            return .null
        }
        let harness = try await RuntimeHarness(
            [
                "main": steps(
                    "id: a, uses: test.act, with: { act: hang }, timeout: 10s, retry: { delays: [1s], jitter: 0 }")
            ],
            subscriptions: [.named("main", deliveries: 1)], acts: ["hang": hang])
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await eventually("the first try runs") { tries.entries == [1] }
            for moment in [10, 11] { try await harness.clock.pass(.seconds(moment)) }
            try await eventually("the second try runs") { tries.entries == [1, 2] }
            try await harness.clock.pass(.seconds(21))
            let job = try await harness.job(id, becomes: .timeout)
            #expect(tries.entries == [1, 2])
            #expect(job.failure?.code == "timeout" && job.failure?.step == "a")
            #expect(try await harness.broker.lateResults(of: id) == [])
        }
    }

    @Test("An attempt beyond its deadline ends with timeout, whichever step it was in", arguments: [true, false])
    func attemptDeadline(ofPipeline: Bool) async throws {
        let hang: Act = { _, context in
            try await context.waitForAbort()
            return .null
        }
        let harness = try await RuntimeHarness(
            [
                "main": (ofPipeline ? "deadline: 25s\n" : "")
                    + steps("id: a, uses: test.act, with: { act: hang }, timeout: 25s")
            ],
            subscriptions: [.named("main", deliveries: 1, timeout: .seconds(ofPipeline ? 600 : 25))],
            acts: ["hang": hang])
        try await harness.whileRunning {
            let id = try await harness.submit()
            // Not the 20 s at which the lock is renewed: only the attempt itself sleeps until then.
            try await harness.clock.pass(.seconds(25))
            let job = try await harness.job(id, becomes: .timeout)
            #expect(job.failure?.code == "timeout")
            #expect(job.endedAt == RuntimeHarness.start + .seconds(25))
        }
    }
}
