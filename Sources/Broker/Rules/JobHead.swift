package import JSONModel

/// The part of a job that transitions read and change, shared by all drivers.
package struct JobHead: Sendable, Hashable {
    package var id: String
    package var jobType: String
    package var creatorID: String?
    package var status = JobStatus.pending
    package var progress = 0
    package var attempt = 0
    package var isCancelling = false
    package var startedAt: Timestamp?
    package var endedAt: Timestamp?
    package var readyAt: Timestamp?
    /// Where its message was published.
    package var topic = Topic.jobs
    /// How many jobs published one another before it.
    package var hops = 0
    /// Why the last attempt did not succeed. A driver that has not read it keeps what is stored while this is `nil`.
    package var failure: FailureRecord?

    package init(id: String, jobType: String, creatorID: String?, readyAt: Timestamp? = nil) {
        self.id = id
        self.jobType = jobType
        self.creatorID = creatorID
        self.readyAt = readyAt
    }

    /// That of a job that was read whole.
    package init(_ record: JobRecord, hops: Int) {
        self.init(id: record.id, jobType: record.jobType, creatorID: record.creatorID, readyAt: record.readyAt)
        status = record.status
        progress = record.progress
        attempt = record.attempt
        isCancelling = record.isCancelling
        startedAt = record.startedAt
        endedAt = record.endedAt
        topic = record.topic
        self.hops = hops
    }

    /// Takes the standing of its deliveries; with one delivery, that delivery's.
    package mutating func follow(_ deliveries: [Delivery], at now: Timestamp) throws(BrokerError) {
        let next = JobStatus(of: deliveries)
        guard next == status || status.canBecome(next) else {
            throw BrokerError(.storage, "job \(id) cannot go from \(status.rawValue) to \(next.rawValue)")
        }
        status = next
        readyAt = deliveries.lazy.filter(\.isWaiting).map(\.readyAt).min()
        guard next.isFinal else {
            endedAt = nil
            return
        }
        endedAt = now
        isCancelling = false
        if next == .completed { progress = 100 }
    }

    /// Never lowers what is stored.
    package mutating func raiseProgress(to percent: Int) {
        progress = max(progress, min(percent, 100))
    }

    /// What listeners to the job's events need to know.
    package func eventData(_ more: [String: JSONValue] = [:]) -> JSONValue {
        let facts: [String: JSONValue] = [
            "status": .string(status.rawValue), "jobType": .string(jobType),
            "creatorId": creatorID.map { .string($0) } ?? .null, "attempt": .int(Int64(attempt)),
            "progress": .int(Int64(progress)),
        ]
        return .object(facts.merging(more) { $1 })
    }
}

extension JobRecord {
    /// Takes over what a transition changed.
    package mutating func follow(_ head: JobHead) {
        status = head.status
        progress = head.progress
        attempt = head.attempt
        isCancelling = head.isCancelling
        startedAt = head.startedAt
        endedAt = head.endedAt
        readyAt = head.readyAt
    }
}

extension JobStatus {
    /// Where a job with these deliveries stands: it goes on while any of them does, and a dead letter outweighs a
    /// cancelled one, which outweighs a completed one.
    package init(of deliveries: [Delivery]) {
        let states = Set(deliveries.map(\.state))
        if states.contains(.locked) {
            self = .processing
        } else if states.contains(.ready) || states.contains(.scheduled) {
            self = deliveries.contains { $0.number > 0 } ? .retrying : .pending
        } else if states.contains(.dead) || states.contains(.discarded) {
            let isDead = { (delivery: Delivery) in delivery.state == .dead || delivery.state == .discarded }
            let isTimeout = deliveries.allSatisfy { !isDead($0) || $0.cause == .timedOut }
            self = isTimeout ? .timeout : .failed
        } else {
            self = states.contains(.cancelled) ? .cancelled : .completed
        }
    }
}
