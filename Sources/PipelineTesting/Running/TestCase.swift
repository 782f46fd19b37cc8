import Broker
import Foundation
import JSONModel
import Logging
import PipelineDefinitions
import PipelineRuntime
import StepKit

/// One run of one test: the real runtime over a store in memory, on a clock of its own.
struct TestCase: Sendable {
    /// The moment at which every test begins.
    static let start = Timestamp(milliseconds: 1_767_225_600_000)
    /// How often time may jump; a job that needs more is thought to go on for ever.
    static let mostJumps = 100_000

    enum End: Sendable, Hashable {
        case settled
        /// Nothing can run, and nobody sleeps.
        case stalled
        /// Its time, or the number of jumps, is used up.
        case endless
        case interrupted
    }

    let test: PipelineTest
    let route: TestRoute
    let registry: StepRegistry
    let real: [String: StepInstance]
    let logger: Logger

    private let clock = VirtualClock()
    private let executor = VirtualExecutor()
    private let stage = TestStage()
    private let broker = InMemoryBroker()

    init(
        _ test: PipelineTest, _ route: TestRoute, registry: StepRegistry, real: [String: StepInstance], logger: Logger
    ) {
        self.test = test
        self.route = route
        self.registry = registry
        self.real = real
        self.logger = logger
    }

    private var time: TimeSource { TimeSource(clock, startingAt: Self.start) }

    func run() async -> TestOutcome {
        await executor.run { await perform() }
    }

    private func perform() async -> TestOutcome {
        let time = time
        let folder = FileManager.default.temporaryDirectory.path + "/millrace-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            try await broker.configure(route.project.topology, at: time.now)
            try await submit(time)
        } catch let error as SubmissionError {
            return .refused(error)
        } catch {
            return .impossible("the test cannot begin: \(error)")
        }
        let runtime = makeRuntime(time, workspaceRoot: folder)
        let end = await withTaskGroup(of: Void.self) { group in
            group.addTask { await runtime.run() }
            defer { group.cancelAll() }
            return await drive(time)
        }
        return await OutcomeReader(test: test, pipeline: route.pipeline, broker: broker, seen: stage.seen).read(end)
    }

    private func submit(_ time: TimeSource) async throws(SubmissionError) {
        let job = test.job
        let intake = JobIntake(broker: broker, project: route.project, time: time, makeID: { job.id })
        _ = try await intake.submit(
            SubmissionRequest(
                jobType: route.jobType, creatorID: job.creatorID, payload: test.input, attributes: job.attributes,
                target: .subscription(route.subscription.name), notBefore: job.delay.map { time.now + $0 }))
    }

    private func makeRuntime(_ time: TimeSource, workspaceRoot: String) -> Runtime {
        let player = MockPlayer(
            mocks: test.mocks, registry: registry, real: real, stage: stage, time: time, executor: executor)
        // Polling finds nothing here: every hint arrives, and this test sweeps at the very moment something is due.
        let options = RuntimeOptions(
            worker: "test", workspaceRoot: workspaceRoot, pollInterval: .seconds(86_400), variables: test.variables,
            secrets: test.secrets, onlyJob: test.job.id, random: { [stage] in stage.nextRandom() })
        return Runtime(
            broker: broker, steps: real, pipelines: route.project.pipelines, subscriptions: [route.subscription],
            options: options, time: time, logger: logger, observe: { [stage] in stage.observe($0) },
            standIns: StandIns(executor: executor, step: player.instance))
    }

    /// Moves time on, from one moment at which something happens to the next, until the job has ended.
    private func drive(_ time: TimeSource) async -> End {
        var cancelAt = test.cancelAfter.map { Self.start + $0 }
        for _ in 0..<Self.mostJumps {
            await executor.whenIdle()
            if Task.isCancelled { return .interrupted }
            guard let job = try? await broker.job(test.job.id), !job.status.isFinal else { return .settled }
            let due = await nextDue(after: time.now)
            let moments = [clock.nextDeadline, due.map { $0 - Self.start }, cancelAt.map { $0 - Self.start }]
            guard let next = moments.compactMap(\.self).min() else { return .stalled }
            guard next <= test.stopAfter else { return .endless }
            clock.advance(to: next)
            if let moment = cancelAt, moment <= time.now {
                cancelAt = nil
                _ = await broker.cancel([test.job.id], at: time.now)
            }
            if let due, due <= time.now { _ = try? await broker.sweep(liveWorkers: ["test"], at: time.now) }
        }
        return .endless
    }

    /// When a sweep finds something: a lock that runs out, a time to live that is over.
    private func nextDue(after now: Timestamp) async -> Timestamp? {
        let deliveries = (try? await broker.deliveries(of: test.job.id)) ?? []
        let moments = deliveries.compactMap { delivery in
            switch delivery.state {
            case .locked: delivery.lockedUntil
            case .scheduled, .ready: delivery.expiresAt
            case .completed, .dead, .discarded, .cancelled: nil
            }
        }
        return moments.min().map { max($0, now + .milliseconds(1)) }
    }
}
