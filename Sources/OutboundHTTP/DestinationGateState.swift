/// The lines of all destinations. Every transition returns whom to wake, which is done after the lock is released.
struct DestinationGateState: Sendable {
    typealias Waiter = CheckedContinuation<DestinationLine.Entry?, Never>
    typealias Woken = [(waiter: Waiter, entry: DestinationLine.Entry?)]

    private(set) var lines: [String: DestinationLine] = [:]
    private var waiters: [Int: Waiter] = [:]
    private var lastID = 0
    private var nextSweep = 4096

    mutating func makeID() -> Int {
        lastID += 1
        return lastID
    }

    mutating func enter(_ name: String, at now: Duration, _ limits: DestinationGate.Limits) -> DestinationLine.Entry? {
        sweep(at: now)
        return lines[name, default: DestinationLine()].enter(at: now, limits)
    }

    /// Enters, or takes a place in the line.
    mutating func enter(
        _ name: String, id: Int, waiter: Waiter, at now: Duration, _ limits: DestinationGate.Limits
    ) -> Woken {
        if let entry = enter(name, at: now, limits) { return [(waiter, entry)] }
        lines[name]?.wait(id)
        waiters[id] = waiter
        return []
    }

    /// Ends a caller's waiting; `nil` as entry means that it left of its own will.
    mutating func endWaiting(of id: Int, at name: String, with entry: DestinationLine.Entry?) -> Woken {
        guard lines[name]?.withdraw(id) == true, let waiter = waiters.removeValue(forKey: id) else { return [] }
        return [(waiter, entry)]
    }

    mutating func leave(
        _ name: String, _ verdict: DestinationGate.Verdict, isProbe: Bool, at now: Duration,
        _ limits: DestinationGate.Limits
    ) -> Woken {
        guard var line = lines[name] else { return [] }
        let woken = line.leave(verdict, isProbe: isProbe, at: now, limits)
        lines[name] = line.isUntroubled ? nil : line
        return woken.compactMap { id, entry in waiters.removeValue(forKey: id).map { ($0, entry) } }
    }

    /// Destinations come with jobs, so that there may be any number of dead ones.
    private mutating func sweep(at now: Duration) {
        guard lines.count >= nextSweep else { return }
        lines = lines.filter { !$0.value.isForgettable(at: now) }
        nextSweep = max(4096, lines.count * 2)
    }
}
