import Broker
import Dispatch
import PipelineDefinitions
import StepKit
import Synchronization
import TestSupport
import Testing
@testable import PipelineRuntime

@Suite("The threads of step bodies")
struct StepThreadsTests {
    /// Blocks its callers until it is opened.
    private final class Barrier: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        private let count = Atomic(0)

        var arrived: Int { count.load(ordering: .acquiring) }

        func block() {
            count.add(1, ordering: .releasing)
            semaphore.wait()
        }

        func letGo(_ number: Int) {
            for _ in 0..<number { semaphore.signal() }
        }
    }

    @Test("Two hundred bodies that block all run at once")
    func many() async throws {
        let barrier = Barrier()
        defer { barrier.letGo(200) }
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: block }")],
            subscriptions: [.named("main", concurrency: 200)],
            acts: [
                "block": { _, _ in
                    barrier.block()
                    return .null
                }
            ])
        var ids: [String] = []
        for _ in 0..<200 { ids.append(try await harness.submit()) }
        try await harness.whileRunning {
            try await eventually("all block") { barrier.arrived == 200 }
            barrier.letGo(200)
            for id in ids { try await harness.job(id, becomes: .completed) }
        }
    }

    @Test("Beyond the limit bodies wait, until one of those that block is given up")
    func limit() async throws {
        let threads = StepThreads(limit: 2)
        let barrier = Barrier()
        defer { barrier.letGo(3) }
        for _ in 0..<2 { _ = Task(executorPreference: threads) { barrier.block() } }
        try await eventually("both threads are taken") { barrier.arrived == 2 }
        let third = Task(executorPreference: threads) { barrier.block() }
        #expect(barrier.arrived == 2)
        threads.bodyWasAbandoned()
        // The next job that comes starts the thread, and finds the older one first.
        let fourth = Task(executorPreference: threads) {}
        try await eventually("the third runs") { barrier.arrived == 3 }
        barrier.letGo(3)
        await third.value
        await fourth.value
    }
}

@Suite("Running one try of a step")
struct StepInvokerTests {
    private struct Call {
        let clock = WatchedClock()
        let signal = AbortSignal()
        let late = Journal<String>()
        let threads: StepThreads

        func run(_ body: @escaping @Sendable (StepContext) async throws -> JSONValue) async throws -> StepOutcome {
            let time = TimeSource(clock, startingAt: RuntimeHarness.start)
            let services = AttemptServices(
                deadline: time.now + .seconds(10), time: time, workspaces: Workspaces(root: "/nowhere"),
                workspace: "/nowhere/job/a",
                store: TryStore(
                    broker: WatchedBroker(), lock: Lock(deliveryID: 1, fence: 1), stepID: "a", attempt: 1, time: time),
                secrets: { _ in nil }, random: { 0 }, onProgress: { _, _ in })
            let context = StepContext(
                job: JobReference(id: "job", jobType: "t", creatorID: nil), stepID: "a", attempt: 1, fence: 1,
                logger: LogCollector().logger, abort: signal, services: services)
            let step = try ScriptedStep.makeInstance(environment: StepEnvironment())
            let invoker = StepInvoker(time: time, threads: threads, grace: .seconds(5))
            return await ScriptedStep.$acts.withValue(["body": { _, context in try await body(context) }]) {
                await invoker.run(
                    step, input: ["act": "body"], context: context, timeout: .seconds(10), services: services,
                    onLateResult: { result in late.note((try? result.get()) == nil ? "failed" : "completed") })
            }
        }
    }

    @Test("An error thrown after the signal is the answer to the signal")
    func answer() async throws {
        let call = Call(threads: StepThreads(limit: 4))
        async let outcome = call.run { context in
            try await context.waitForAbort()
            return .null
        }
        call.signal.fire(.cancelled)
        guard case .aborted(.cancelled, isAbandoned: false) = try await outcome else {
            Issue.record("not aborted")
            return
        }
        #expect(call.late.entries == [])
    }

    @Test("A success within the grace period is a success")
    func lastMinute() async throws {
        let call = Call(threads: StepThreads(limit: 4))
        let began = Gate()
        async let outcome = call.run { context in
            began.open()
            try? await context.waitForAbort()
            return 7
        }
        await began.wait()
        try await call.clock.pass(.seconds(10))
        guard case .completed(["value": 7]) = try await outcome else {
            Issue.record("not completed")
            return
        }
    }

    @Test("A body that got no thread in time never begins", .timeLimit(.minutes(10)))
    func neverBegins() async throws {
        let threads = StepThreads(limit: 1)
        let (isTaken, gate, began) = (Gate(), DispatchSemaphore(value: 0), Gate())
        @Sendable func block() {
            isTaken.open()
            gate.wait()
        }
        let other = Task(executorPreference: threads) { block() }
        await isTaken.wait()
        let call = Call(threads: threads)
        async let outcome = call.run { _ in
            began.open()
            return .null
        }
        try await call.clock.pass(.seconds(10))
        try await call.clock.pass(.seconds(15))
        guard case .aborted(.timedOut, isAbandoned: true) = try await outcome else {
            Issue.record("not abandoned")
            return
        }
        gate.signal()
        await other.value
        try await eventually("it is noted") { call.late.entries == ["failed"] }
        #expect(!began.isOpen)
    }
}
