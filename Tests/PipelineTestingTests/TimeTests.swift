import Foundation
import JSONModel
import PipelineDefinitions
import Synchronization
import Testing

@testable import PipelineTesting

@Suite("The test's clock")
struct TimeTests {
    @Test("Three days of backoff, timeouts and retries pass in no time, each counted to the second")
    func days() async throws {
        let routing = TestBench.routing.replacing("backoff: [1d]", with: "backoff: [3d]")
        let result = try await TestBench.result(
            """
            input: { url: a }
            mocks:
              page:
                - { fails: rate_limit, times: 2 }
                - { takes: 2m }
                - { takes: 10s, output: { text: late, size: 4 } }
            expect:
              status: completed
              deliveries: 2
              steps: { page: { status: completed, attempts: 4 } }
              took: 3d45s
              events: [{ type: step.failed, data: { failure: { code: timeout } } }, { type: job.retrying }, { type: job.resumed }]
            """, routing: routing)
        #expect(result.failures == [])
    }

    @Test("A step past its timeout is asked, tried again and times out")
    func timeout() async throws {
        let failures = try await TestBench.failures(
            """
            input: { url: a }
            mocks: { page: { takes: 90s } }
            expect:
              status: timeout
              error: { code: timeout, step: page }
              steps: { page: { status: failed, attempts: 6 } }
              deliveries: 2
              dead_letter: { reason: MaxDeliveryCountExceeded }
              took: 1d3m10s
            """)
        #expect(failures == [])
    }

    @Test("A time to live ends to the millisecond while the job waits for another try")
    func timeToLive() async throws {
        let routing = TestBench.routing.replacing("ttl: 10d", with: "ttl: 90s")
        let failures = try await TestBench.failures(
            """
            input: { url: a }
            mocks: { page: { fails: unexpected } }
            expect: { status: timeout, dead_letter: { reason: TTLExpiredException }, took: 90s }
            """, routing: routing)
        #expect(failures == [])
    }

    @Test("A job that is put off, and one that is cancelled, take their time")
    func delayAndCancel() async throws {
        #expect(
            try await TestBench.failures(page + "job: { delay: 2d }\nexpect: { status: completed, took: 2d }") == [])
        let cancelled = """
            input: { url: a }
            cancel_after: 5s
            mocks: { page: { takes: 20s, output: { text: a, size: 1 } } }
            expect: { status: cancelled, took: 5s, steps: { page: { attempts: 1 } } }
            """
        #expect(try await TestBench.failures(cancelled) == [])
    }

    @Test("A lock that is not renewed long enough is lost, and the job is delivered again")
    func lostLock() async throws {
        let reading = try TestBench.reading(
            tests: """
                - name: it
                  input: { url: a }
                  mocks: { page: [{ takes: 25s, output: { text: b, size: 1 } }, { output: { text: a, size: 1 } }] }
                  expect:
                    status: completed
                    steps: { page: { attempts: 2 } }
                    events: [{ type: job.started }, { type: job.resumed }]
                """)
        let written = try #require(reading.project, "\(reading.diagnostics)")
        // `validate` refuses such a subscription, so it is made here.
        let subscriptions = [
            SubscriptionDefinition(
                name: "reports", match: ["jobType": "report"], pipeline: "report", lock: .seconds(10),
                renewFor: .seconds(12)),
            SubscriptionDefinition(name: "digests", match: ["jobType": "digest"], pipeline: "digest"),
        ]
        let project = Project(
            pipelines: written.pipelines, routing: RoutingDefinition(subscriptions: subscriptions))
        let runner = try PipelineTestRunner(project: project, registry: TestBench.registry())
        let test = try #require(written.tests.first)
        #expect(await runner.run(test).failures == [])
    }

    @Test("A job that does not end in time fails its test, whatever the test expects")
    func endless() async throws {
        let failures = try await TestBench.failures(
            page + "job: { delay: 40d }\nexpect: { status: completed }")
        #expect(failures.count == 1)
        #expect(failures.first?.contains("pending still, after 30d") == true)
        #expect(
            try await TestBench.failures(
                page + "job: { delay: 40d }\nstop_after: 41d\nexpect: { status: completed }") == [])
    }

    @Test("A hundred runs are alike in every event, id and moment")
    func determinism() async throws {
        let reading = try TestBench.reading(
            tests: """
                - name: it
                  input: { url: a, loud: true }
                  mocks: { page: [{ fails: rate_limit }, { takes: 40s }, { takes: 3s, output: { text: a, size: 1 } }] }
                  expect: { status: completed }
                """)
        let project = try #require(reading.project)
        let runner = try PipelineTestRunner(project: project, registry: TestBench.registry())
        let test = try #require(project.tests.first)
        let first = await runner.run(test).outcome
        #expect(first.problems == [])
        await withTaskGroup(of: TestOutcome.self) { group in
            for _ in 0..<100 { group.addTask { await runner.run(test).outcome } }
            for await outcome in group { #expect(outcome == first) }
        }
    }

    @Test("A cancelled run ends with a failure, not a hang")
    func interrupted() async throws {
        let reading = try TestBench.reading(
            tests: "- name: it\n  " + page.replacing("\n", with: "\n  ") + "expect: {status: completed}")
        let project = try #require(reading.project)
        let runner = try PipelineTestRunner(project: project, registry: TestBench.registry())
        let test = try #require(project.tests.first)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await runner.run(test)
        }
        #expect(await task.value.failures.map(\.message) == ["interrupted"])
    }
}

@Suite("The clock and the executor alone")
struct VirtualTimeTests {
    @Test("Sleepers wake in the order of their times, and of one time in the order they fell asleep")
    func order() async {
        let (clock, executor) = (VirtualClock(), VirtualExecutor())
        let woken = await executor.run {
            let journal = Journal()
            await withTaskGroup(of: Void.self) { group in
                for (name, seconds) in [("c", 3), ("a", 1), ("b1", 2), ("b2", 2)] {
                    group.addTask {
                        try? await clock.sleep(until: VirtualClock.Instant(offset: .seconds(seconds)), tolerance: nil)
                        journal.note("\(name) at \(clock.now.offset.shortText)")
                    }
                }
                while true {
                    await executor.whenIdle()
                    guard let next = clock.nextDeadline else { break }
                    clock.advance(to: next)
                }
            }
            return journal.lines
        }
        #expect(woken == ["a at 1s", "b1 at 2s", "b2 at 2s", "c at 3s"])
    }

    @Test("Nothing is idle while a thread of somebody else's is waited for")
    func outside() async {
        let executor = VirtualExecutor()
        let journal = Journal()
        await executor.run {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await executor.outside {
                        await withCheckedContinuation { continuation in
                            Thread {
                                journal.note("elsewhere")
                                continuation.resume()
                            }.start()
                        }
                    }
                }
                await executor.whenIdle()
                journal.note("idle")
            }
        }
        #expect(journal.lines == ["elsewhere", "idle"])
    }

    @Test("A cancelled sleeper wakes at once, and no time passes")
    func cancellation() async {
        let (clock, executor) = (VirtualClock(), VirtualExecutor())
        let wasCancelled = await executor.run {
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do {
                        try await clock.sleep(until: VirtualClock.Instant(offset: .seconds(9)), tolerance: nil)
                        return false
                    } catch {
                        return true
                    }
                }
                await executor.whenIdle()
                group.cancelAll()
                return await group.next() ?? false
            }
        }
        #expect(wasCancelled)
        #expect(clock.now.offset == .zero)
        #expect(clock.nextDeadline == nil)
    }
}

private final class Journal: Sendable {
    private let state = Mutex<[String]>([])
    var lines: [String] { state.withLock { $0 } }
    func note(_ line: String) { state.withLock { $0.append(line) } }
}
