public import Broker
import JSONSchemaValidation
public import PipelineDefinitions

/// The door every job comes through, from the command line as over HTTP: checks it, then stores it.
public struct JobIntake: Sendable {
    private let broker: any Broker
    private let pipelines: [String: PipelineDefinition]
    private let routes: RoutingTable
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
        routes = RoutingTable(project.topology)
        self.time = time
        self.makeID = makeID
    }

    /// Stores one job; returns when it is on disk.
    /// - Throws: ``SubmissionError``; nothing is stored then.
    public func submit(_ request: SubmissionRequest) async throws(SubmissionError) -> SubmissionReceipt {
        let submission = JobSubmission(
            id: makeID(), jobType: request.jobType, creatorID: request.creatorID, payload: request.payload,
            attributes: request.attributes, target: request.target, idempotencyKey: request.idempotencyKey,
            messageID: request.messageID, notBefore: request.notBefore)
        try check(submission)
        switch await broker.submit([submission], at: time.now).first {
        case .success(let receipt): return receipt
        case .failure(let error): throw .refused(error)
        case nil: throw .refused(BrokerError(.storage, "the store gave no answer"))
        }
    }

    private func check(_ submission: JobSubmission) throws(SubmissionError) {
        let takers: [Subscription]
        do throws(BrokerError) {
            takers = try routes.takers(of: submission)
        } catch {
            throw .refused(error)
        }
        for taker in takers {
            guard let pipeline = pipelines[taker.definition] else { continue }
            let violations = pipeline.input.validate(submission.payload)
            guard violations.isEmpty else { throw .invalidPayload(pipeline: pipeline.name, violations) }
        }
    }
}
