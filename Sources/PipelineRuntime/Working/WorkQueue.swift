import Broker

/// What a worker holds and has not begun, and how many attempts it runs.
///
/// Deliveries wait in gatherings: of one, or of all that may run together. A gathering is ripe when it is full, or
/// when its first member has waited long enough.
struct WorkQueue: Sendable {
    private struct Gathering {
        let key: String
        var members: [TakenDelivery]
        /// When it is ripe whether full or not.
        let due: Timestamp
    }

    private enum Phase {
        case waiting, open, closed
    }

    let concurrency: Int
    let prefetch: Int
    /// How many deliveries run together at most.
    let size: Int
    /// How long the first of a gathering waits for more.
    let wait: Duration
    private var phase = Phase.waiting
    private var active = 0
    private var gatherings: [Gathering] = []
    private var urgent: [TakenDelivery] = []

    init(concurrency: Int, prefetch: Int, size: Int = 1, wait: Duration = .zero) {
        self.concurrency = concurrency
        self.prefetch = prefetch
        self.size = max(size, 1)
        self.wait = wait
    }

    mutating func open() { if phase == .waiting { phase = .open } }

    /// No attempt begins from now on.
    mutating func close() { phase = .closed }

    var isOpen: Bool { phase == .open }
    var isClosed: Bool { phase == .closed }

    /// How many more deliveries may be locked.
    var free: Int {
        let (places, overflow) = (concurrency - active).multipliedReportingOverflow(by: size)
        let held = gatherings.reduce(0) { $0 + $1.members.count }
        return overflow ? .max : max(places &+ prefetch &- held, 0)
    }

    /// - Parameter key: deliveries of the same key may run together.
    mutating func add(_ taken: TakenDelivery, key: String, at now: Timestamp) {
        if let index = gatherings.firstIndex(where: { $0.key == key && $0.members.count < size }), size > 1 {
            gatherings[index].members.append(taken)
        } else {
            gatherings.append(Gathering(key: key, members: [taken], due: now + wait))
        }
    }

    /// To begin at once, whatever else runs.
    /// - Returns: `false` if nothing begins here any more.
    mutating func addUrgent(_ taken: TakenDelivery) -> Bool {
        guard isOpen else { return false }
        urgent.append(taken)
        return true
    }

    mutating func takeUrgent() -> TakenDelivery? {
        isOpen && !urgent.isEmpty ? urgent.removeFirst() : nil
    }

    /// What may begin now; counted as an attempt until ``attemptEnded()``.
    mutating func takeRipe(at now: Timestamp) -> [TakenDelivery]? {
        guard isOpen, active < concurrency,
            let index = gatherings.firstIndex(where: { $0.members.count >= size || $0.due <= now })
        else { return nil }
        active += 1
        return gatherings.remove(at: index).members
    }

    mutating func attemptEnded() { active -= 1 }

    /// When the next gathering is ripe, if there is a place for it.
    var nextDue: Timestamp? { active < concurrency ? gatherings.map(\.due).min() : nil }

    /// Everything that was not begun.
    mutating func takeAll() -> [TakenDelivery] {
        defer { (gatherings, urgent) = ([], []) }
        return gatherings.flatMap(\.members) + urgent
    }
}
