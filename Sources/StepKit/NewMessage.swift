/// A message a step publishes: a job that begins when the step's checkpoint is stored.
package struct NewMessage: Sendable, Hashable {
    package let jobID: String
    package let jobType: String
    package let payload: JSONValue
    package let topic: String
    package let attributes: [String: JSONValue]
    package let creatorID: String?
    package let messageID: String?
    /// From the checkpoint on.
    package let delay: Duration
}
