public import Broker
public import JSONModel

/// Why a job has not ended: one reason, and what it waits for.
public struct JobReason: Sendable, Hashable {
    /// Stable, lower snake case.
    public let code: String
    /// A sentence.
    public let text: String
    /// Facts about what it waits for; an object.
    public let blocker: JSONValue

    /// - Parameters:
    ///   - deliveries: the job's.
    ///   - counts: of its subscriptions, or of all.
    ///   - workers: the subscriptions that somebody works on; empty when nobody runs.
    public static func of(
        _ job: JobRecord, deliveries: [DeliveryRecord], counts: [SubscriptionCounts], workers: Set<String>,
        now: Timestamp
    ) -> JobReason {
        guard !job.status.isFinal else { return ended(job) }
        // The delivery that is furthest on: while one of them runs, that is what happens.
        guard let delivery = deliveries.min(by: { rank($0) < rank($1) }) else {
            return JobReason("nothing_left", "It has no delivery: run `millrace doctor`.", [:])
        }
        switch delivery.state {
        case .locked: return running(job, delivery, now: now)
        case .scheduled where delivery.readyAt > now:
            return delivery.waitsFor.map { waits(for: $0, delivery) } ?? scheduled(delivery)
        case .scheduled, .ready:
            guard workers.contains(delivery.subscription) else { return nobodyWorks(delivery, workers) }
            if let wait = delivery.waitsFor { return waits(for: wait, delivery) }
            return queued(delivery, counts.first { $0.subscription == delivery.subscription })
        case .completed, .dead, .discarded, .cancelled:
            return JobReason("nothing_left", "All its deliveries have ended: run `millrace doctor`.", [:])
        }
    }

    private init(_ code: String, _ text: String, _ blocker: [String: JSONValue]) {
        self.code = code
        self.text = text
        self.blocker = .object(blocker)
    }

    private static func rank(_ delivery: DeliveryRecord) -> Int {
        switch delivery.state {
        case .locked: 0
        case .ready: 1
        case .scheduled: 2
        case .completed, .dead, .discarded, .cancelled: 3
        }
    }

    private static func ended(_ job: JobRecord) -> JobReason {
        let error = job.status == .completed ? nil : job.failure?.message
        return JobReason(
            "ended", "It is \(job.status.rawValue)\(error.map { ": \($0)" } ?? ".")",
            ["status": .string(job.status.rawValue)])
    }

    private static func running(_ job: JobRecord, _ delivery: DeliveryRecord, now: Timestamp) -> JobReason {
        let until = delivery.lockedUntil ?? now
        let facts: [String: JSONValue] = [
            "worker": delivery.worker.map { .string($0) } ?? .null, "lockedUntil": .string(until.text),
            "attempt": .int(Int64(delivery.number)), "subscription": .string(delivery.subscription),
        ]
        if until <= now {
            return JobReason(
                "lock_over",
                "The lock of attempt \(delivery.number) ran out at \(clock(until)); the next sweep takes it back.",
                facts)
        }
        let wish = job.isCancelling ? " It has been asked to stop: somebody cancelled the job." : ""
        return JobReason(
            job.isCancelling ? "cancelling" : "running",
            "Attempt \(delivery.number) runs in `\(delivery.subscription)`, lock until \(clock(until)).\(wish)", facts)
    }

    private static func nobodyWorks(_ delivery: DeliveryRecord, _ workers: Set<String>) -> JobReason {
        let help = workers.isEmpty ? "start `millrace serve`" : "routing.yaml does not have it any more"
        return JobReason(
            "no_worker", "No worker of subscription `\(delivery.subscription)` is running: \(help).",
            ["subscription": .string(delivery.subscription)])
    }

    private static func waits(for wait: KeyWait, _ delivery: DeliveryRecord) -> JobReason {
        var facts: [String: JSONValue] = [
            "key": .string(wait.key), "limit": .int(Int64(wait.limit)),
            "subscription": .string(delivery.subscription),
        ]
        switch wait.cause {
        case .rate:
            facts["readyAt"] = .string(delivery.readyAt.text)
            return JobReason(
                "key_rate",
                "It waits for the rate of key \(wait.key); its turn is at \(clock(delivery.readyAt)).", facts)
        case .concurrency:
            facts["holders"] = .array(
                delivery.holders.map {
                    ["jobId": .string($0.jobID), "lockedUntil": .string($0.lockedUntil.text)]
                })
            let holder = delivery.holders.first.map {
                ", held by job \($0.jobID), lock until \(clock($0.lockedUntil))"
            }
            let more = delivery.holders.count > 1 ? " and \(delivery.holders.count - 1) more" : ""
            return JobReason("key_held", "It waits for key \(wait.key)\(holder ?? "")\(more).", facts)
        }
    }

    private static func scheduled(_ delivery: DeliveryRecord) -> JobReason {
        let facts: [String: JSONValue] = [
            "readyAt": .string(delivery.readyAt.text), "failed": .int(Int64(delivery.counts.spent)),
            "subscription": .string(delivery.subscription),
        ]
        guard delivery.counts.spent > 0 else {
            return JobReason("scheduled", "It is not to start before \(clock(delivery.readyAt)).", facts)
        }
        let failure = delivery.failure.map { " The last attempt failed: \($0.message)" } ?? ""
        return JobReason(
            "backoff",
            "Backoff \(delivery.counts.spent), next attempt at \(clock(delivery.readyAt)).\(failure)", facts)
    }

    private static func queued(_ delivery: DeliveryRecord, _ counts: SubscriptionCounts?) -> JobReason {
        let facts: [String: JSONValue] = [
            "subscription": .string(delivery.subscription), "ready": .int(Int64(counts?.ready ?? 1)),
            "locked": .int(Int64(counts?.locked ?? 0)), "readyAt": .string(delivery.readyAt.text),
        ]
        let others = max((counts?.ready ?? 1) - 1, 0)
        return JobReason(
            "queued",
            "It waits for a free worker of `\(delivery.subscription)`: \(counts?.locked ?? 0) running, "
                + "\(others) others ready.", facts)
    }

    /// The time of day in UTC, without the date: most waits are short. The facts hold the whole moment.
    private static func clock(_ moment: Timestamp) -> String {
        let text = moment.text
        return text.prefix(19).replacing("T", with: " ") + " UTC"
    }
}
