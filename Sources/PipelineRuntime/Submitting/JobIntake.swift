public import Broker
public import PipelineDefinitions

/// The door every job comes through, from the command line as over HTTP: checks it, then stores it.
public struct JobIntake: Sendable {
    private let broker: any Broker
    private let check: SubmissionCheck
    private let dispatch: DispatchRules
    private let time: TimeSource
    private let makeID: @Sendable () -> String

    /// - Parameters:
    ///   - project: the pipelines and routes in force.
    ///   - makeID: gives each job its id, unique and unguessable.
    public init(
        broker: any Broker, project: Project, time: TimeSource, makeID: @escaping @Sendable () -> String
    ) {
        self.broker = broker
        check = SubmissionCheck(project)
        dispatch = DispatchRules(project.routing)
        self.time = time
        self.makeID = makeID
    }

    /// Stores one job; returns when it is on disk.
    /// - Throws: ``SubmissionError``; nothing is stored then.
    public func submit(_ request: SubmissionRequest) async throws(SubmissionError) -> SubmissionReceipt {
        let submission = submission(for: request, id: makeID())
        try verify(submission)
        switch await broker.submit([submission], at: time.now).first {
        case .success(let receipt): return receipt
        case .failure(let error): throw .refused(error)
        case nil: throw .refused(BrokerError(.storage, "the store gave no answer"))
        }
    }

    /// Whether somebody who submits this waits for its result, by the `dispatch` rules of the subscriptions that took it.
    /// - Parameter receipt: what the submission was answered with.
    public func isInline(_ request: SubmissionRequest, _ receipt: SubmissionReceipt) -> Bool {
        dispatch.run(submission(for: request, id: receipt.jobID), in: receipt.subscriptions) == .inline
    }

    private func submission(for request: SubmissionRequest, id: String) -> JobSubmission {
        JobSubmission(
            id: id, jobType: request.jobType, creatorID: request.creatorID, payload: request.payload,
            attributes: request.attributes, target: request.target, idempotencyKey: request.idempotencyKey,
            messageID: request.messageID, notBefore: request.notBefore)
    }

    private func verify(_ submission: JobSubmission) throws(SubmissionError) {
        let misfit: SubmissionCheck.Misfit?
        do throws(BrokerError) {
            misfit = try check.misfit(of: submission)
        } catch {
            throw .refused(error)
        }
        if let misfit { throw SubmissionError(misfit) }
    }
}
