import Broker
import PipelineDefinitions

/// What a scheduler remembers of one schedule between two looks at the clock.
struct DueInstants {
    /// No more than these wait at a time; the oldest are passed over.
    static let limit = 100

    /// To be fired, oldest first.
    private(set) var waiting: [Timestamp] = []
    /// Instants up to this one were looked at.
    private var lookedAt = Timestamp(milliseconds: .min)
    /// Whether somebody was told that the schedule is silent.
    var isReported = false

    /// Instants after this moment have not been looked at.
    func start(_ stored: ScheduleState) -> Timestamp { max(stored.lastInstant, lookedAt) }

    /// Adds what has come due.
    /// - Parameter promptness: an instant that is later than this was missed.
    /// - Returns: the instant up to which those that are not added are passed over; `nil` if some were added or none
    ///   came due.
    mutating func add(
        _ schedule: ScheduleDefinition, after start: Timestamp, through now: Timestamp, promptness: Duration
    ) -> Timestamp? {
        let count = schedule.catchUp == .all ? Self.limit : 1
        let due = schedule.latest(count, after: start, through: now)
        guard let last = due.last else { return nil }
        lookedAt = last
        if schedule.catchUp == .none, now - last > promptness { return last }
        waiting = (waiting + due).suffix(Self.limit)
        return nil
    }

    /// The oldest is done with.
    mutating func removeFirst() { waiting.removeFirst() }

    /// Nothing was stored, so the next look finds them again.
    mutating func forget() {
        waiting = []
        lookedAt = Timestamp(milliseconds: .min)
    }
}
