import Broker

/// The deliveries a lock call may look at, in their order: ready, not parked, not expired.
struct Candidates {
    /// So many are looked at in one call, because others wait for its transaction.
    static let limit = 2000

    let request: LockRequest
    /// How many more this call may look at.
    private(set) var remaining = Candidates.limit
    private let now: Timestamp

    init(_ request: LockRequest, _ now: Timestamp) {
        self.request = request
        self.now = now
    }

    /// The first of them; those seen before must be out of the way.
    mutating func next(_ count: Int, on connection: SQLConnection) throws(BrokerError) -> [Delivery] {
        let limit = min(max(count, 0), remaining)
        guard limit > 0 else { return [] }
        var arguments: [SQLValue] = [.text(request.subscription), .time(now), .count(limit)]
        if let jobID = request.jobID { arguments.insert(.text(jobID), at: 0) }
        let query = request.jobID == nil ? Self.ready : Self.readyOfJob
        let found = try connection.rows(query, arguments) { row throws(BrokerError) in try Delivery(row) }
        remaining -= found.count
        return found
    }

    // Which index serves is said: statistics of a queue are always out of date.
    private static let ready = Query(
        """
        SELECT \(Delivery.columns) FROM deliveries INDEXED BY deliveries_ready
        WHERE state = 'ready' AND waits_limit IS NULL AND subscription = ? AND (expires_at IS NULL OR expires_at > ?)
        ORDER BY turn, ready_at, id LIMIT ?
        """)
    private static let readyOfJob = Query(
        """
        SELECT \(Delivery.columns) FROM deliveries INDEXED BY deliveries_by_job
        WHERE job = (SELECT ordinal FROM jobs WHERE id = ?) AND state = 'ready' AND waits_limit IS NULL
            AND subscription = ? AND (expires_at IS NULL OR expires_at > ?)
        ORDER BY turn, ready_at, id LIMIT ?
        """)
}
