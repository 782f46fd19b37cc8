extension InMemoryState {
    mutating func lock(_ request: LockRequest, at now: Timestamp) throws(BrokerError) -> LockAnswer {
        let subscription = try routes.subscription(request.subscription)
        try expire(waiting[subscription.name] ?? [], at: now)
        let candidates = waitingDeliveries(for: request)
        let ready = candidates.prefix { $0.readyAt <= now }.prefix(max(request.limit, 0))
        var locked: [LockedDelivery] = []
        for delivery in ready {
            locked.append(try lock(delivery.id, subscription: subscription, worker: request.worker, at: now))
        }
        let next = candidates.dropFirst(ready.count).first?.readyAt
        return LockAnswer(deliveries: locked, nextReadyAt: next.flatMap { $0 > now ? $0 : nil })
    }

    mutating func renew(_ lock: Lock, at now: Timestamp) throws(BrokerError) -> Renewal {
        var (state, limits) = try held(by: lock)
        let renewal = try state.renew(lock, limits: limits, at: now)
        store(state, events: [], at: now)
        return renewal
    }

    /// The job a lock speaks of, and the limits of its subscription.
    func held(by lock: Lock) throws(BrokerError) -> (JobState, Subscription) {
        guard let state = entry(of: lock.deliveryID)?.state else { throw .lockLost(lock) }
        let delivery = state.deliveries[try state.index(of: lock.deliveryID)]
        return (state, routes.limits(of: delivery.subscription))
    }

    private func waitingDeliveries(for request: LockRequest) -> [Delivery] {
        let ids = waiting[request.subscription] ?? []
        return ids.compactMap { id in
            guard let entry = entry(of: id), request.jobID == nil || request.jobID == entry.submission.id else {
                return nil
            }
            return entry.state.deliveries.first { $0.id == id }
        }
        .sorted { ($0.readyAt, $0.id) < ($1.readyAt, $1.id) }
    }

    private mutating func lock(
        _ id: Int64, subscription: Subscription, worker: String, at now: Timestamp
    ) throws(BrokerError) -> LockedDelivery {
        guard var state = entry(of: id)?.state else { throw BrokerError(.storage, "delivery \(id) is gone") }
        let index = try state.index(of: id)
        let event = try state.lock(index, limits: subscription, worker: worker, at: now)
        store(state, events: [event], at: now)
        guard let entry = entry(of: id) else { throw BrokerError(.storage, "delivery \(id) is gone") }
        let delivery = state.deliveries[index]
        var record = entry.record
        record.subscription = delivery.subscription
        record.definition = delivery.definition
        return LockedDelivery(
            lock: delivery.lock, lockedUntil: now + subscription.lock, number: delivery.number, job: record,
            attributes: entry.submission.attributes, steps: entry.steps(ofDelivery: id))
    }
}
