/// The refusals that every driver words alike.
extension BrokerError {
    package static let closed = BrokerError(.closed, "the store is shut")

    package static func duplicate(_ jobID: String) -> BrokerError {
        BrokerError(.duplicateID, "a job `\(jobID)` exists")
    }

    package static func conflict(over key: String) -> BrokerError {
        BrokerError(.idempotencyConflict, "the idempotency key `\(key)` was used for another job type or payload")
    }

    package static func noJob(_ id: String) -> BrokerError { BrokerError(.notFound, "there is no job `\(id)`") }

    package static func ended(_ id: String, _ status: JobStatus) -> BrokerError {
        BrokerError(.jobEnded, "job `\(id)` is already \(status.rawValue)")
    }

    package static func noLetter(_ lock: Lock) -> BrokerError {
        BrokerError(
            .notFound, "delivery \(lock.deliveryID) is no dead letter any more, or has died again since it was read")
    }

    package static func noSchedule(_ name: String) -> BrokerError {
        BrokerError(.notFound, "there is no schedule `\(name)`")
    }

    package static func noReservation(_ id: Int64) -> BrokerError {
        BrokerError(.notFound, "there is no open reservation \(id) under this lock")
    }

    package static func lockLost(_ lock: Lock) -> BrokerError {
        BrokerError(.lockLost, "lock \(lock.fence) of delivery \(lock.deliveryID) is no longer held")
    }
}
