import Broker
import JSONModel
import PipelineDefinitions

/// Reads from the store what became of a test's job.
struct OutcomeReader: Sendable {
    /// More events than a test ever looks at.
    private static let mostEvents = 100_000

    let test: PipelineTest
    let pipeline: PipelineDefinition
    let broker: InMemoryBroker
    let seen: TestStage.Seen

    func read(_ end: TestCase.End) async -> TestOutcome {
        do {
            guard let job = try await broker.job(test.job.id) else { return .impossible("the job is gone") }
            var outcome = try await outcome(of: job)
            outcome.problems = seen.problems
            if let problem = Self.problem(of: end, test, job) { outcome.problems.append(problem) }
            return outcome
        } catch {
            return .impossible("the outcome cannot be read: \(error)")
        }
    }

    private static func problem(of end: TestCase.End, _ test: PipelineTest, _ job: JobRecord) -> String? {
        switch end {
        case .settled: nil
        case .stalled: "the job is \(job.status.rawValue), and nothing would ever go on"
        case .endless:
            "the job is \(job.status.rawValue) still, after \(test.stopAfter.shortText) or "
                + "\(TestCase.mostJumps) wake-ups of the test's clock; raise `stop_after` if it needs longer"
        case .interrupted: "interrupted"
        }
    }

    private func outcome(of job: JobRecord) async throws(BrokerError) -> TestOutcome {
        let delivery = try await broker.deliveries(of: job.id).first
        let events = try await broker.events(of: job.id, after: 0, limit: Self.mostEvents)
        let records = try await broker.steps(of: job.id)
        let failure = job.status == .completed ? nil : job.failure
        let took = (job.endedAt ?? job.createdAt) - job.createdAt
        let deliveries = JSONValue.int(Int64(delivery?.number ?? 0))
        let error = failure.map(Self.value) ?? .null
        let value: JSONValue = [
            "status": .string(job.status.rawValue), "result": job.result ?? .null, "deliveries": deliveries,
            "error": error, "dead_letter": try await deadLetter(of: job),
            "steps": steps(records, failure),
            "events": .array(events.map { ["type": .string($0.type), "data": $0.data] }),
            "published": try await published(by: job), "records": try await storedRecords(),
            "job": [
                "id": .string(job.id), "type": .string(job.jobType), "status": .string(job.status.rawValue),
                "creatorId": job.creatorID.map { .string($0) } ?? .null, "deliveries": deliveries, "error": error,
                "seconds": .double(Double(took.wholeMilliseconds) / 1000),
            ],
        ]
        return TestOutcome(value: value, took: took, steps: sights(events, failure))
    }

    private static func value(of failure: FailureRecord) -> JSONValue {
        [
            "code": .string(failure.code), "message": .string(failure.message),
            "step": failure.step.map { .string($0) } ?? .null,
        ]
    }

    /// By stored id; what has no number stands for all items.
    private func steps(_ records: [StepRecord], _ failure: FailureRecord?) -> JSONValue {
        var latest = Dictionary(
            records.map { (StoredID($0.stepID).withoutItems, $0) }, uniquingKeysWith: { $1 })
        for record in records { latest[record.stepID] = record }
        let ids = Set(StepTree(pipeline).nodes.map(\.id)).union(latest.keys).union(seen.tries.keys)
        var steps: [String: JSONValue] = [:]
        for id in ids { steps[id] = step(id, latest[id], failure) }
        return .object(steps)
    }

    private func step(_ id: String, _ record: StepRecord?, _ failure: FailureRecord?) -> JSONValue {
        // One that failed before its body began, or was stopped, has no record of its own.
        let own = record?.failure ?? (failure?.step == id ? failure : nil)
        let status = own != nil ? "failed" : record?.status.rawValue ?? "not_run"
        return [
            "status": .string(status), "attempts": .int(Int64(seen.tries[id] ?? 0)),
            "with": seen.inputs[id] ?? .null, "output": record?.output ?? .null,
            "error": own.map { ["code": .string($0.code), "message": .string($0.message)] } ?? .null,
        ]
    }

    private func deadLetter(of job: JobRecord) async throws(BrokerError) -> JSONValue {
        var query = DeadLetterQuery()
        query.jobID = job.id
        guard let letter = try await broker.deadLetters(query).first else { return .null }
        return [
            "reason": .string(letter.reason), "code": .string(letter.failure.code),
            "message": .string(letter.failure.message), "step": letter.failure.step.map { .string($0) } ?? .null,
        ]
    }

    /// In the order they were published; what reacts to events is no message of the pipeline's own.
    private func published(by job: JobRecord) async throws(BrokerError) -> JSONValue {
        let jobs = try await broker.jobs(JobQuery(parentID: job.id, limit: 1000)).reversed()
        return .array(
            jobs.filter { $0.topic != Topic.events }.map { job in
                let delay = job.readyAt.map { $0 - job.createdAt } ?? .zero
                return [
                    "type": .string(job.jobType), "payload": job.payload, "topic": .string(job.topic),
                    "creatorId": job.creatorID.map { .string($0) } ?? .null, "delay": .string(delay.shortText),
                ]
            })
    }

    /// Those the test asks for: a store has no list of its records.
    private func storedRecords() async throws(BrokerError) -> JSONValue {
        var collections: [String: JSONValue] = [:]
        for collection in test.expectation["records"]?.entries ?? [] {
            var found: [String: JSONValue] = [:]
            for record in collection.value.entries ?? [] {
                found[record.key] = try await broker.record(collection: collection.key, id: record.key)?.value
            }
            collections[collection.key] = .object(found)
        }
        return .object(collections)
    }

    private func sights(_ events: [EventRecord], _ failure: FailureRecord?) -> [TestOutcome.StepSight] {
        let ends = events.filter { $0.type.hasPrefix("step.") }
        let byStep = Dictionary(grouping: ends) { StoredID($0.data["step"]?.stringValue ?? "").withoutItems }
        return StepTree(pipeline).nodes.map { sight(of: $0, byStep[$0.id] ?? [], failure) }
    }

    private func sight(
        of node: StepTree.Node, _ ends: [EventRecord], _ failure: FailureRecord?
    ) -> TestOutcome.StepSight {
        let failures = ends.filter { $0.type == "step.failed" }
        let timeouts = failures.count { $0.data["failure"]?["code"]?.stringValue == "timeout" }
        let isUnrecorded = failures.isEmpty && failure?.step == node.id
        // What runs a pipeline has no body, and runs whenever it is not skipped.
        let ran = node.step.pipeline == nil ? seen.tries[node.id] ?? 0 : ends.count { $0.type != "step.skipped" }
        return TestOutcome.StepSight(
            pipeline: node.pipeline, id: node.step.id, ran: ran, skipped: ends.count { $0.type == "step.skipped" },
            failed: failures.count + (isUnrecorded ? 1 : 0), retried: seen.retries[node.id] ?? 0,
            timedOut: (seen.timeouts[node.id] ?? 0) + timeouts
                + (isUnrecorded && failure?.code == "timeout" ? 1 : 0))
    }
}
