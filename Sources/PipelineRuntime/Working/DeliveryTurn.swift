import Broker
import JSONModel
import Logging
import PipelineDefinitions
import StepKit
import Synchronization

/// Runs a pipeline once for a delivery, or for several of a batch, and settles each of them.
struct DeliveryTurn: Sendable {
    let runtime: RuntimeParts
    let subscription: SubscriptionDefinition
    let definitions: DefinitionCache
    let held: HeldLocks
    /// At least one. Steps are recorded at the first.
    let members: [TakenDelivery]

    func run() async {
        guard let first = members.first else { return }
        let outcome: Settlement.Outcome
        do {
            let pipeline = try await definitions.pipeline(first.delivery.job.definition)
            outcome = await attempt(pipeline, at: first).run()
        } catch {
            let failure = FailureRecord(
                code: "unknown_definition", message: "the job's pipeline cannot be read: \(error)")
            outcome = .deadLetter(reason: DeadLetterReason.permanentFailure, failure, cause: .failed)
        }
        await settle(outcome)
        for member in members { held.remove(member.lock) }
    }

    private func attempt(_ pipeline: PipelineDefinition, at first: TakenDelivery) -> AttemptRun {
        let isBatch = subscription.batch != nil
        return AttemptRun(
            runtime: runtime, subscription: subscription, delivery: first.delivery, pipeline: pipeline,
            input: isBatch ? .array(members.map(\.delivery.job.payload)) : first.delivery.job.payload,
            batchSize: isBatch ? members.count : nil, signal: isBatch ? BatchSignal.of(members) : first.signal,
            beginClosing: { [held] in held.beginClosing(first.lock, with: $0) })
    }

    // MARK: - Settling

    private func settle(_ outcome: Settlement.Outcome) async {
        let settlements = members.enumerated().map { index, member in
            Settlement(lock: member.lock, outcome: self.outcome(outcome, of: index))
        }
        let answers = await runtime.broker.settle(settlements, at: runtime.time.now)
        for (member, answer) in zip(members, answers) { note(answer, of: member.delivery.job.id) }
    }

    /// Each member of a batch has its own result; one that was cancelled meanwhile has none.
    private func outcome(_ outcome: Settlement.Outcome, of index: Int) -> Settlement.Outcome {
        guard subscription.batch != nil else { return outcome }
        if members[index].signal.reason == .cancelled { return .cancel }
        guard case .complete(.array(let results)) = outcome, index < results.count else { return outcome }
        return .complete(result: results[index])
    }

    private func note(_ answer: Result<JobStatus, BrokerError>, of jobID: String) {
        switch answer {
        case .success(let status):
            if status.isFinal { runtime.workspaces.removeIfMade(jobID: jobID) }
            runtime.observe(.settled(jobID: jobID, status: status))
        case .failure(let error):
            runtime.logger.warning("an attempt could not be settled: \(error)", metadata: ["job": "\(jobID)"])
        }
    }
}

/// The signal of a batch: it fires for what concerns all members.
enum BatchSignal {
    /// Losing the lock of the first, where steps are recorded, ends the attempt; losing another one, or cancelling a
    /// job, takes that member out, and ends the attempt with the last.
    static func of(_ members: [TakenDelivery]) -> AbortSignal {
        let signal = AbortSignal()
        let left = Count(members.count)
        for (index, member) in members.enumerated() {
            member.signal.onAbort { reason in
                let isLast = left.lower() == 0
                if reason == .shuttingDown || reason == .lockLost && index == 0 {
                    signal.fire(reason)
                } else if isLast {
                    signal.fire(.cancelled)
                }
            }
        }
        return signal
    }

    private final class Count: Sendable {
        private let value: Mutex<Int>

        init(_ value: Int) { self.value = Mutex(value) }

        func lower() -> Int {
            value.withLock { value in
                value -= 1
                return value
            }
        }
    }
}
