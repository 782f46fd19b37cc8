import Broker
import JSONModel

/// Dead letters as people and programs see them.
enum DeadLetterView {
    static func value(of letter: DeadLetter, withPayload: Bool) -> JSONValue {
        var view: [String: JSONValue] = [
            "delivery": .int(letter.lock.deliveryID), "fence": .int(letter.lock.fence),
            "jobId": .string(letter.jobID), "jobType": .string(letter.jobType),
            "creatorId": letter.creatorID.map { .string($0) } ?? .null, "subscription": .string(letter.subscription),
            "pipeline": .string(letter.pipeline), "definition": .string(letter.definition),
            "reason": .string(letter.reason), "error": value(of: letter.failure),
            "cause": .string(letter.cause.rawValue), "fingerprint": .string(letter.fingerprint),
            "attempt": .int(Int64(letter.number)), "attempts": value(of: letter.counts),
            "enqueuedAt": .string(letter.enqueuedAt.text), "diedAt": .string(letter.diedAt.text),
        ]
        if withPayload { view["payload"] = letter.payload }
        return .object(view)
    }

    static func value(of lock: Lock) -> JSONValue {
        ["delivery": .int(lock.deliveryID), "fence": .int(lock.fence)]
    }

    static func value(of group: DeadLetterGroup) -> JSONValue {
        [
            "fingerprint": .string(group.fingerprint), "subscription": .string(group.subscription),
            "reason": .string(group.reason), "code": .string(group.code),
            "step": group.step.map { .string($0) } ?? .null, "count": .int(Int64(group.count)),
            "message": .string(group.message), "jobId": .string(group.jobID),
            "firstDiedAt": .string(group.firstDiedAt.text), "lastDiedAt": .string(group.lastDiedAt.text),
        ]
    }

    private static func value(of failure: FailureRecord) -> JSONValue {
        [
            "code": .string(failure.code), "message": .string(failure.message),
            "step": failure.step.map { .string($0) } ?? .null, "details": failure.details,
        ]
    }

    /// By cause; released ones were free.
    private static func value(of counts: AttemptCounts) -> JSONValue {
        [
            "failed": .int(Int64(counts.failed)), "timedOut": .int(Int64(counts.timedOut)),
            "lockLost": .int(Int64(counts.lockLost)), "workerDied": .int(Int64(counts.workerDied)),
            "released": .int(Int64(counts.released)),
        ]
    }
}
