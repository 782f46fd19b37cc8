import JSONModel

/// A job as it begins: what a driver stores for one message.
package struct JobPlan: Sendable {
    package let submission: JobSubmission
    package let takers: [Subscription]
    /// The ids of its deliveries are the driver's to give.
    package var state: JobState
    /// `job.submitted`, and how it ended if it has.
    package let events: [NewEvent]

    /// - Parameter takers: at least one.
    package init(_ submission: JobSubmission, takers: [Subscription], at now: Timestamp) throws(BrokerError) {
        let attributes = submission.routingAttributes
        var head = JobHead(id: submission.id, jobType: submission.jobType, creatorID: submission.creatorID)
        head.topic = takers.first?.topic ?? ""
        head.hops = submission.hops
        let deliveries = takers.map {
            Delivery(for: $0, attributes: attributes, notBefore: submission.notBefore, at: now)
        }
        head.readyAt = deliveries.map(\.readyAt).min()
        var state = JobState(head: head, deliveries: deliveries)
        var events = [NewEvent(type: "job.submitted", data: head.eventData())]
        if submission.hops > submission.hopLimit { events.append(try state.refuseHop(at: now)) }
        self.submission = submission
        self.takers = takers
        self.state = state
        self.events = events
    }
}

extension JobSubmission {
    /// One more for what the runtime says about a job, so that the end of a chain that was too long is announced; what
    /// that announcement publishes is not.
    fileprivate var hopLimit: Int {
        let isAnnouncement = target == .topic(Topic.events) && NewEvent(type: jobType, data: .null).isLifecycle
        return isAnnouncement ? Topic.hopLimit + 1 : Topic.hopLimit
    }
}

extension JobState {
    /// - Returns: `job.failed`.
    fileprivate mutating func refuseHop(at now: Timestamp) throws(BrokerError) -> NewEvent {
        for index in deliveries.indices { deliveries[index].refuseHop(at: now) }
        try head.follow(deliveries, at: now)
        head.failure = deliveries.first?.failure
        let failure = head.failure?.summary ?? .null
        return NewEvent(
            type: "job.failed",
            data: head.eventData(["reason": .string(DeadLetterReason.maxHops), "failure": failure]))
    }
}
