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
        if submission.hops > Topic.hopLimit { events.append(try state.refuseHop(at: now)) }
        self.submission = submission
        self.takers = takers
        self.state = state
        self.events = events
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
