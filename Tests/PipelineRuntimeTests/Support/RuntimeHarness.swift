import Broker
import Logging
import PipelineDefinitions
import PipelineRuntime
import StepKit
import Synchronization
import TestSupport
import Testing

/// A real runtime over a store in memory and a clock the test moves.
struct RuntimeHarness {
    static let start = Timestamp(milliseconds: 1_750_000_000_000)

    /// Everything that is stored about a job.
    struct Snapshot: Equatable {
        let job: JobRecord?
        let steps: [StepRecord]
        let events: [EventRecord]
    }

    let clock = WatchedClock()
    let broker = WatchedBroker()
    let logs = LogCollector()
    let observed = Journal<RuntimeObservation>()
    let folder: TemporaryFolder
    let time: TimeSource
    let project: Project
    let registry: StepRegistry
    let acts: [String: Act]
    private let submitted = Journal<String>()

    /// - Parameters:
    ///   - pipelines: each a name and its YAML without `kind` and `name`.
    ///   - subscriptions: by default one for each pipeline, named like it and like its job type.
    init(
        _ pipelines: [String: String], subscriptions: [SubscriptionDefinition]? = nil, steps: [any Step.Type] = [],
        acts: [String: Act] = [:]
    ) async throws {
        folder = try TemporaryFolder("runtime")
        time = TimeSource(clock, startingAt: Self.start)
        project = Project(
            pipelines: try pipelines.map { name, text in
                try PipelineDefinition(pinned: "kind: pipeline\nname: \(name)\n\(text)", name: name)
            },
            routing: RoutingDefinition(subscriptions: subscriptions ?? pipelines.keys.map { .named($0) }))
        registry = try StepRegistry([ScriptedStep.self, LyingStep.self] + steps)
        self.acts = acts
        try await broker.configure(project.topology, at: time.now)
    }

    /// Polls and sweeps once an hour: whatever happens sooner was woken by a hint or its own timer.
    func makeRuntime(
        worker: String = "worker-1", _ change: (inout RuntimeOptions) -> Void = { _ in }
    ) throws -> Runtime {
        var options = RuntimeOptions(
            worker: worker, workspaceRoot: folder.path("work"), pollInterval: .seconds(3600),
            secrets: ["token": "s3cret"], random: { 0 })
        change(&options)
        return try Runtime(
            broker: broker, registry: registry, environment: StepEnvironment(), pipelines: project.pipelines,
            subscriptions: project.routing.subscriptions, options: options, time: time, logger: logs.logger,
            observe: { observed.note($0) })
    }

    /// Runs `body` beside a runtime, which is cancelled afterwards.
    func whileRunning(_ runtime: Runtime? = nil, ended: Gate = Gate(), _ body: () async throws -> Void) async throws {
        let runtime = try runtime ?? makeRuntime()
        try await ScriptedStep.$acts.withValue(acts) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await runtime.run()
                    ended.open()
                }
                defer { group.cancelAll() }
                try await body()
            }
        }
    }

    func submit(_ jobType: String = "main", _ payload: JSONValue = [:]) async throws -> String {
        submitted.note(jobType)
        let job = JobSubmission(
            id: "job-\(submitted.entries.count)", jobType: jobType, creatorID: "ada", payload: payload)
        return try #require(await broker.submit([job], at: time.now).first).get().jobID
    }

    /// Submits a job and returns when it has that status.
    func submit(
        _ jobType: String = "main", _ payload: JSONValue = [:], until status: JobStatus
    ) async throws -> JobRecord {
        try await self.job(try await submit(jobType, payload), becomes: status)
    }

    func job(_ id: String) async throws -> JobRecord { try #require(try await broker.job(id)) }

    @discardableResult
    func job(_ id: String, becomes status: JobStatus) async throws -> JobRecord {
        try await eventually("\(id) becomes \(status)") {
            let now = try await self.job(id).status
            return now == status || now.isFinal
        }
        let job = try await self.job(id)
        try #require(job.status == status, "\(String(describing: job.failure))")
        return job
    }

    func snapshot(of id: String) async throws -> Snapshot {
        Snapshot(
            job: try await broker.job(id), steps: try await broker.steps(of: id),
            events: try await broker.events(of: id, after: 0, limit: 1000))
    }

    func eventTypes(of id: String) async throws -> [String] { try await snapshot(of: id).events.map(\.type) }
}

extension SubscriptionDefinition {
    /// A subscription that takes jobs of its own name for the pipeline of that name.
    static func named(
        _ name: String, concurrency: Int = 1, prefetch: Int = 0, renewFor: Duration? = nil, deliveries: Int = 10,
        timeout: Duration = .seconds(600)
    ) -> SubscriptionDefinition {
        SubscriptionDefinition(
            name: name, match: ["jobType": .string(name)], pipeline: name, concurrency: concurrency,
            prefetch: prefetch, renewFor: renewFor, deliveries: deliveries, timeout: timeout)
    }
}

/// The `steps` of a pipeline, each a YAML flow mapping without its braces.
func steps(_ steps: String...) -> String {
    "steps:\n" + steps.map { "  - { \($0) }\n" }.joined()
}
