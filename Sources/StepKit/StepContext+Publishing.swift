extension StepContext {
    /// Publishes a message, and so submits a job, when the step succeeds.
    ///
    /// A message that no subscription takes fails the step. One that comes from a job, which came from a job, and so
    /// on, for more than eight hops becomes a dead letter.
    /// - Parameters:
    ///   - jobType: what subscriptions match on first; at most 256 characters.
    ///   - payload: what the pipelines get as `input`.
    ///   - topic: any but `events`, for which there is ``emit(_:data:)``.
    ///   - attributes: what subscriptions see besides the type and the creator.
    ///   - creatorID: the tenant; default: this job's.
    ///   - messageID: names the message where its topic detects duplicates; at most 128 characters.
    ///   - delay: how long after the step's success the job may begin; at most 36,500 days.
    /// - Returns: the id the new job will have; in a topic that detects duplicates the job of that id may never come.
    /// - Throws: ``StepFailure`` with `invalid_payload` for a value beyond these bounds.
    @discardableResult
    public func publish(
        _ jobType: String, payload: JSONValue, topic: String = "jobs", attributes: [String: JSONValue] = [:],
        creatorID: String? = nil, messageID: String? = nil, delay: Duration = .zero
    ) throws -> String {
        try Self.checkLength(of: jobType, 1...256, "a job type")
        try Self.checkLength(of: topic, 1...64, "a topic")
        if let messageID { try Self.checkLength(of: messageID, 1...128, "a message id") }
        guard topic != "events" else {
            throw StepFailure(.invalidPayload, "only events are published to `events`; emit one instead")
        }
        guard delay >= .zero, delay <= .seconds(3_153_600_000) else {
            throw StepFailure(.invalidPayload, "a delay is not negative and at most 36500 days")
        }
        let message = NewMessage(
            jobID: services.makeJobID(), jobType: jobType, payload: payload, topic: topic, attributes: attributes,
            creatorID: creatorID ?? job.creatorID, messageID: messageID, delay: delay)
        services.stage(.message(message))
        return message.jobID
    }

    private static func checkLength(of text: String, _ range: ClosedRange<Int>, _ name: String) throws {
        guard !range.contains(text.unicodeScalars.count) else { return }
        throw StepFailure(.invalidPayload, "\(name) has \(range.lowerBound) to \(range.upperBound) characters")
    }
}
