public import Broker
import JSONModel
import JSONSchemaValidation
public import PipelineDefinitions

/// The door every job comes through, from the command line as over HTTP: checks it, then stores it.
public struct JobIntake: Sendable {
    private let broker: any Broker
    private let pipelines: [String: PipelineDefinition]
    private let subscriptions: [Subscription]
    private let time: TimeSource
    private let makeID: @Sendable () -> String

    /// - Parameters:
    ///   - project: the pipelines and routes in force.
    ///   - makeID: gives each job its id, unique and unguessable.
    public init(
        broker: any Broker, project: Project, time: TimeSource, makeID: @escaping @Sendable () -> String
    ) {
        self.broker = broker
        pipelines = Dictionary(project.pipelines.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
        subscriptions = project.topology.subscriptions
        self.time = time
        self.makeID = makeID
    }

    /// Stores one job; returns when it is on disk.
    /// - Throws: ``SubmissionError``; nothing is stored then.
    public func submit(_ request: SubmissionRequest) async throws(SubmissionError) -> SubmissionReceipt {
        let submission = JobSubmission(
            id: makeID(), jobType: request.jobType, creatorID: request.creatorID, payload: request.payload,
            attributes: request.attributes, target: request.target, idempotencyKey: request.idempotencyKey)
        try check(submission)
        switch await broker.submit([submission], at: time.now).first {
        case .success(let receipt): return receipt
        case .failure(let error): throw .refused(error)
        case nil: throw .refused(BrokerError(.storage, "the store gave no answer"))
        }
    }

    private func check(_ submission: JobSubmission) throws(SubmissionError) {
        let takers = takers(of: submission)
        guard !takers.isEmpty else { throw unroutable(submission) }
        for taker in takers {
            guard let pipeline = pipelines[taker.definition] else { continue }
            let violations = pipeline.input.validate(submission.payload)
            guard violations.isEmpty else { throw .invalidPayload(pipeline: pipeline.name, violations) }
        }
    }

    private func takers(of submission: JobSubmission) -> [Subscription] {
        switch submission.target {
        case .subscription(let name): return subscriptions.filter { $0.name == name }
        case .topic(let topic):
            let attributes = submission.routingAttributes
            return subscriptions.filter { $0.topic == topic && $0.takes(attributes) }
        }
    }

    private func unroutable(_ submission: JobSubmission) -> SubmissionError {
        if case .subscription(let name) = submission.target {
            return .refused(BrokerError(.unknownSubscription, "there is no subscription `\(name)`"))
        }
        let known = Set(subscriptions.compactMap { $0.match["jobType"]?.stringValue })
        let hint = Spelling.hint(Spelling.nearest(to: submission.jobType, among: known))
        return .refused(BrokerError(.unroutable, "no subscription takes jobs of type `\(submission.jobType)`\(hint)"))
    }
}
