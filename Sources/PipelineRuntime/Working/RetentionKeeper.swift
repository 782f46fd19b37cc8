import Broker
import Logging

/// Removes what is older than the retention allows: one small batch after another, with a pause in between, so that
/// work goes on.
struct RetentionKeeper: Sendable {
    /// Between two looks when nothing is left to remove.
    static let interval = Duration.seconds(600)
    /// Between two batches.
    static let pause = Duration.milliseconds(200)

    let retention: Retention
    let broker: any Broker
    let time: TimeSource
    let logger: Logger

    /// Until the task is cancelled.
    func run() async {
        while (try? await time.sleep(for: await retireBatch() ? Self.pause : Self.interval)) != nil {}
    }

    /// - Returns: whether more is left to remove.
    private func retireBatch() async -> Bool {
        do {
            return try await broker.retire(retention, at: time.now).hasMore
        } catch {
            logger.error("what is too old could not be removed: \(error)")
            return false
        }
    }
}
