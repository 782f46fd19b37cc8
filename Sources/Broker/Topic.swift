/// Where messages are published, with what is true for all of its subscriptions.
public struct Topic: Sendable, Hashable {
    /// What the runtime publishes about jobs goes to the topic of this name, as CloudEvents.
    public static let events = "events"
    /// Where work is submitted unless another topic is named.
    public static let jobs = "jobs"
    /// A message that was published by a job, which came from a message published by a job, and so on, for more than
    /// so many hops is not worked on: its deliveries are dead letters with `MaxTransferHopCountExceeded`.
    public static let hopLimit = 8

    public var name: String
    /// How long a message id is remembered: a second message with it is dropped. `nil` means ids are not looked at.
    public var duplicateWindow: Duration?

    public init(name: String, duplicateWindow: Duration? = nil) {
        self.name = name
        self.duplicateWindow = duplicateWindow
    }
}
