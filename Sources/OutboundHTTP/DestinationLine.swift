/// Who is at one destination and who waits to be. Pure: callers are numbers, time comes as an argument.
struct DestinationLine: Sendable {
    enum Entry: Sendable, Hashable {
        case admitted(isProbe: Bool)
        case refused(DestinationGate.Refusal)
    }

    private(set) var inside = 0
    private(set) var waiting: [Int] = []
    private var circuit = CircuitBreaker()

    /// `nil` when there is no place yet.
    mutating func enter(at now: Duration, _ limits: DestinationGate.Limits) -> Entry? {
        switch circuit.admit(at: now, limits) {
        case .refused(let after): return .refused(.init(reason: .unreachable, retryAfter: after))
        case .probe:
            inside += 1
            return .admitted(isProbe: true)
        case .admitted:
            if inside < limits.atOnce {
                inside += 1
                return .admitted(isProbe: false)
            }
            return waiting.count < limits.waiting ? nil : .refused(Self.busy(limits))
        }
    }

    mutating func wait(_ id: Int) {
        waiting.append(id)
    }

    /// False when that caller does not wait any more.
    mutating func withdraw(_ id: Int) -> Bool {
        guard let index = waiting.firstIndex(of: id) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// - Returns: who waits no longer, and how its waiting ends.
    mutating func leave(
        _ verdict: DestinationGate.Verdict, isProbe: Bool, at now: Duration, _ limits: DestinationGate.Limits
    ) -> [(id: Int, entry: Entry)] {
        inside -= 1
        circuit.note(verdict, isProbe: isProbe, at: now, limits)
        if let after = circuit.refusal(at: now, limits) {
            defer { waiting = [] }
            return waiting.map { ($0, .refused(.init(reason: .unreachable, retryAfter: after))) }
        }
        guard !waiting.isEmpty, inside < limits.atOnce else { return [] }
        inside += 1
        return [(waiting.removeFirst(), .admitted(isProbe: false))]
    }

    static func busy(_ limits: DestinationGate.Limits) -> DestinationGate.Refusal {
        .init(reason: .busy, retryAfter: limits.longestWait)
    }

    /// Nothing would be lost with it.
    var isUntroubled: Bool { inside == 0 && waiting.isEmpty && circuit.isUntroubled }

    func isForgettable(at now: Duration) -> Bool { inside == 0 && waiting.isEmpty && circuit.isForgettable(at: now) }
}
