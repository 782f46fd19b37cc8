import Broker

extension DeadLetterQuery {
    /// What may be asked for, whether in a URL or in the body of an order.
    static let filters = [
        "subscription", "reason", "code", "pipeline", "jobType", "creatorId", "jobId", "fingerprint", "text",
        "olderThan", "newerThan",
    ]

    init(_ parameters: QueryParameters, at now: Timestamp) throws {
        self.init(
            subscription: parameters.text("subscription"), reason: parameters.text("reason"),
            code: parameters.text("code"))
        pipeline = parameters.text("pipeline")
        jobType = parameters.text("jobType")
        creatorID = parameters.text("creatorId")
        jobID = parameters.text("jobId")
        fingerprint = parameters.text("fingerprint")
        text = parameters.text("text")
        diedBefore = try parameters.moment("olderThan", before: now)
        diedAfter = try parameters.moment("newerThan", before: now)
    }
}
