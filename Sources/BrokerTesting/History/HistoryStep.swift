import Broker
import JSONModel

/// One call of a history, at its moment.
struct HistoryStep: Sendable {
    let time: Int64
    let operation: HistoryOperation

    /// What the broker answers, and what is changed by it.
    /// - Parameter sequence: of the last event before this call.
    func outcome(on bench: BrokerBench, after sequence: Int64) async throws -> HistoryOutcome {
        let answer: HistoryAnswer
        do {
            answer = try await operation.run(on: bench, at: time)
        } catch let error as BrokerError {
            answer = .refused(error.code)
        }
        let events = try await bench.broker.events(after: sequence, limit: 10_000)
        let touched = Set(events.map(\.jobID) + operation.jobIDs).sorted()
        var jobs: [HistoryJob] = []
        for id in touched { jobs.append(try await HistoryJob(id, bench.broker)) }
        return HistoryOutcome(
            answer: answer, events: events, jobs: jobs, counts: try await bench.broker.counts(),
            findings: try await bench.broker.audit())
    }
}

/// What a broker answers to one call.
enum HistoryAnswer: Sendable, Hashable {
    case done
    case receipt(SubmissionReceipt)
    case locked(LockAnswer)
    case renewed(Renewal)
    case reserved(Int64)
    case status(JobStatus)
    case fired(Firing.Outcome)
    case retired(Retired)
    case count(Int)
    case refused(BrokerError.Code)
}

/// One job as readers see it.
struct HistoryJob: Sendable, Hashable {
    let id: String
    let record: JobRecord?
    let deliveries: [DeliveryRecord]

    init(_ id: String, _ broker: any Broker) async throws {
        self.id = id
        record = try await broker.job(id)
        deliveries = try await broker.deliveries(of: id)
    }
}

struct HistoryOutcome: Sendable, Hashable {
    let answer: HistoryAnswer
    let events: [EventRecord]
    let jobs: [HistoryJob]
    let counts: [SubscriptionCounts]
    let findings: [AuditFinding]

    func difference(to other: HistoryOutcome) -> String? {
        if let text = brokenLaw(in: "the reference") ?? other.brokenLaw(in: "the broker") { return text }
        return HistoryPicture.difference("answer", answer, other.answer)
            ?? HistoryPicture.difference("events", events, other.events)
            ?? HistoryPicture.difference("jobs", jobs, other.jobs)
            ?? HistoryPicture.difference("counts", counts, other.counts)
    }

    private func brokenLaw(in name: String) -> String? {
        if let finding = findings.first { return "\(name) breaks a law: \(finding.text)" }
        return counts.first { $0.difference != 0 }.map { "\(name) breaks the conservation law: \($0)" }
    }
}
