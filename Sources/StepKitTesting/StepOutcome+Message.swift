public import StepKit

extension StepOutcome {
    /// A message the step published.
    public struct Message: Sendable, Hashable {
        /// What ``StepContext/publish(_:payload:topic:attributes:creatorID:messageID:delay:)`` returned.
        public let jobID: String
        public let jobType: String
        public let payload: JSONValue
        public let topic: String
        public let attributes: [String: JSONValue]
        public let creatorID: String?
        public let messageID: String?
        public let delay: Duration

        init(_ message: NewMessage) {
            jobID = message.jobID
            jobType = message.jobType
            payload = message.payload
            topic = message.topic
            attributes = message.attributes
            creatorID = message.creatorID
            messageID = message.messageID
            delay = message.delay
        }
    }
}
