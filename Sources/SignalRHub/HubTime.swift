/// The hub's only way to know and to spend time.
public struct HubTime: Sendable {
    /// Since 1970; never goes back.
    public let now: @Sendable () -> Duration
    /// Throws `CancellationError` as soon as the task is cancelled.
    public let sleep: @Sendable (Duration) async throws -> Void

    public init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }
}
