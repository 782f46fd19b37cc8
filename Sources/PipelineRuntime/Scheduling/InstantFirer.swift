import Broker
import Logging
import PipelineDefinitions

/// Makes the job of one instant and stores it.
struct InstantFirer: Sendable {
    enum Outcome {
        /// It is done with: a job was made, by us or by another process, or it was passed over.
        case done
        /// That job has to end first.
        case waits(jobID: String)
        /// The store did not work; try again.
        case failed
    }

    /// Trying again would be answered the same.
    private static let lastingErrors: Set<BrokerError.Code> = [
        .unroutable, .unknownSubscription, .idempotencyConflict, .duplicateID, .notFound,
    ]

    let broker: any Broker
    let check: SubmissionCheck
    let time: TimeSource
    let makeID: @Sendable () -> String
    let logger: Logger

    /// - Parameter shift: how far the broker's clock is ahead of the wall clock.
    func fire(_ schedule: ScheduleDefinition, at instant: Timestamp, shift: Duration) async -> Outcome {
        let notBefore = schedule.jitter > .zero ? instant + schedule.delay(at: instant) + shift : nil
        let submission = schedule.submission(id: makeID(), notBefore: notBefore)
        let metadata = metadata(schedule, instant)
        do throws(BrokerError) {
            if let misfit = try check.misfit(of: submission) {
                return await refuse(schedule, instant, SubmissionError(misfit).message)
            }
            switch try await store(Firing(schedule: schedule.name, instant: instant, submission: submission)) {
            case .submitted(let receipt):
                logger.info("a schedule fired", metadata: metadata.merging(["job": "\(receipt.jobID)"]) { $1 })
            case .skipped(let jobID):
                let job = jobID.map { "job \($0)" } ?? "a job"
                logger.info("an instant was passed over: \(job) has not ended", metadata: metadata)
            case .waits(let jobID): return .waits(jobID: jobID)
            case .done: break
            }
            return .done
        } catch  where Self.lastingErrors.contains(error.code) {
            return await refuse(schedule, instant, error.message)
        } catch {
            logger.error("a schedule cannot fire now: \(error)", metadata: metadata)
            return .failed
        }
    }

    /// Passes over everything up to an instant.
    func passOver(_ schedule: ScheduleDefinition, through instant: Timestamp, because reason: String) async {
        let metadata = metadata(schedule, instant)
        logger.notice("an instant was passed over: \(reason)", metadata: metadata)
        do throws(BrokerError) {
            _ = try await store(Firing(schedule: schedule.name, instant: instant, submission: nil))
        } catch {
            logger.warning("that cannot be stored: \(error)", metadata: metadata)
        }
    }

    private func refuse(_ schedule: ScheduleDefinition, _ instant: Timestamp, _ reason: String) async -> Outcome {
        logger.error("a schedule made no job: \(reason)", metadata: metadata(schedule, instant))
        await passOver(schedule, through: instant, because: "its job is refused")
        return .done
    }

    private func store(_ firing: Firing) async throws(BrokerError) -> Firing.Outcome {
        guard let answer = await broker.fire([firing], at: time.now).first else {
            throw BrokerError(.storage, "the store gave no answer")
        }
        return try answer.get()
    }

    private func metadata(_ schedule: ScheduleDefinition, _ instant: Timestamp) -> Logger.Metadata {
        ["schedule": "\(schedule.name)", "instant": "\(instant.text)"]
    }
}
