import Broker

extension SQLConnection {
    /// In the order of their subscriptions.
    func deliveries(ofJob ordinal: Int64) throws(BrokerError) -> [Delivery] {
        try rows(Self.deliveriesOfJob, [.int(ordinal)]) { row throws(BrokerError) in try Delivery(row) }
    }

    func deliveries(of jobID: String) throws(BrokerError) -> [DeliveryRecord] {
        let deliveries = try rows(Self.deliveriesOfJobID, [.text(jobID)]) { row throws(BrokerError) in
            try Delivery(row)
        }
        var records: [DeliveryRecord] = []
        for delivery in deliveries {
            var record = DeliveryRecord(delivery, jobID: jobID)
            if let wait = delivery.waitsFor { record.holders = try holders(of: wait, in: delivery.subscription) }
            records.append(record)
        }
        return records
    }

    func counts() throws(BrokerError) -> [SubscriptionCounts] {
        var all = try rows(Self.tallies) { row in
            var counts = SubscriptionCounts(subscription: row.text(0))
            counts.delivered = row.int(1)
            counts.removed = row.int(2)
            return counts
        }
        let places = Dictionary(all.enumerated().map { ($1.subscription, $0) }, uniquingKeysWith: { first, _ in first })
        _ = try rows(Self.countsByState) { row throws(BrokerError) in
            guard let place = places[row.text(0)] else { return }
            all[place].add(row.int(3), in: try row.word(1), isParked: row.flag(2), oldestReadyAt: row.time(4))
        }
        return all
    }

    func schedules() throws(BrokerError) -> [ScheduleState] {
        try rows(Self.allSchedules) { row in
            ScheduleState(
                name: row.text(0), lastInstant: row.time(1), lastJobID: row.maybeText(2), fired: row.int(3),
                skipped: row.int(4))
        }
    }

    private func holders(of wait: KeyWait, in subscription: String) throws(BrokerError) -> [DeliveryRecord.Holder] {
        let locked = try rows(Self.lockedOfSubscription, [.text(subscription)]) { row throws(BrokerError) in
            (
                holder: DeliveryRecord.Holder(jobID: row.text(0), lockedUntil: row.time(1)),
                keys: try row.keys(2)
            )
        }
        return locked.filter { $0.keys.indices.contains(wait.limit) && $0.keys[wait.limit] == wait.key }.map(\.holder)
    }

    private static let deliveriesOfJob = Query(
        "SELECT \(Delivery.columns) FROM deliveries WHERE job = ? ORDER BY id")
    private static let deliveriesOfJobID = Query(
        "SELECT \(Delivery.columns) FROM deliveries WHERE job = (SELECT ordinal FROM jobs WHERE id = ?) ORDER BY id")
    private static let lockedOfSubscription = Query(
        """
        SELECT jobs.id, deliveries.locked_until, deliveries.keys
        FROM deliveries INDEXED BY deliveries_locked JOIN jobs ON jobs.ordinal = deliveries.job
        WHERE deliveries.state = 'locked' AND deliveries.subscription = ? AND deliveries.keys IS NOT NULL
        ORDER BY deliveries.id
        """)
    private static let tallies = Query("SELECT subscription, delivered, removed FROM tallies ORDER BY subscription")
    private static let countsByState = Query(
        """
        SELECT subscription, state, waits_limit IS NOT NULL, count(*), min(ready_at) FROM deliveries
        GROUP BY subscription, state, waits_limit IS NOT NULL
        """)
    private static let allSchedules = Query(
        "SELECT name, last_instant, last_job_id, fired, skipped FROM schedules ORDER BY name")
}

extension SubscriptionCounts {
    fileprivate mutating func add(
        _ count: Int, in state: DeliveryRecord.State, isParked: Bool, oldestReadyAt oldest: Timestamp
    ) {
        switch state {
        case .scheduled: scheduled += count
        case .ready where isParked: waiting += count
        case .ready: ready += count
        case .locked: locked += count
        case .completed: completed += count
        case .cancelled: cancelled += count
        case .dead: dead += count
        case .discarded: discarded += count
        }
        if state == .ready { oldestReadyAt = min(oldestReadyAt ?? oldest, oldest) }
    }
}
