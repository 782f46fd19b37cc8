extension InMemoryState {
    mutating func lock(_ request: LockRequest, at now: Timestamp) throws(BrokerError) -> LockAnswer {
        let subscription = try routes.subscription(request.subscription)
        try expire(waiting[subscription.name] ?? [], at: now)
        try promote(subscription.name, at: now)
        var check = LimitCheck(subscription, locked: lockedDeliveries(of: subscription.name).map(\.keys))
        var locked: [LockedDelivery] = []
        // Page by page: a delivery that another one lets in is looked at in this call too.
        while locked.count < request.limit {
            let page = readyDeliveries(for: request).prefix(request.limit - locked.count)
            if page.isEmpty { break }
            for delivery in page where try mayStart(delivery, &check, at: now) {
                locked.append(try lock(delivery.id, subscription: subscription, worker: request.worker, at: now))
            }
        }
        for key in check.changedRates {
            rates[RateScope(subscription: subscription.name, key: key)] = check.moment(of: key)
        }
        return LockAnswer(deliveries: locked, nextReadyAt: nextReadyAt(for: request))
    }

    /// Decides about a delivery that is due; one that may not start is out of the way afterwards.
    private mutating func mayStart(
        _ delivery: Delivery, _ check: inout LimitCheck, at now: Timestamp
    ) throws(BrokerError) -> Bool {
        var delivery = delivery
        for key in check.missingRates(for: delivery) {
            check.know(key, rates[RateScope(subscription: delivery.subscription, key: key)])
        }
        let verdict = check.decide(&delivery, at: now)
        try update(delivery.id) { $0 = delivery }
        guard verdict == .wait else { return true }
        if delivery.state == .ready {
            try unparkFirst(waitingFor: check.freeKeys(of: delivery), in: delivery.subscription)
        }
        return false
    }

    mutating func renew(_ lock: Lock, at now: Timestamp) throws(BrokerError) -> Renewal {
        var (state, limits) = try held(by: lock)
        let renewal = try state.renew(lock, limits: limits, at: now)
        try store(state, events: [], at: now)
        return renewal
    }

    /// The job a lock speaks of, and the limits of its subscription.
    func held(by lock: Lock) throws(BrokerError) -> (JobState, Subscription) {
        guard let state = entry(of: lock.deliveryID)?.state else { throw .lockLost(lock) }
        let delivery = state.deliveries[try state.index(of: lock.deliveryID)]
        return (state, routes.limits(of: delivery.subscription))
    }

    func lockedDeliveries(of subscription: String) -> [Delivery] {
        (locked[subscription] ?? []).sorted().compactMap { delivery($0) }
    }

    /// Those whose time has come get their turn, in the order of their moments.
    private mutating func promote(_ subscription: String, at now: Timestamp) throws(BrokerError) {
        let due = (waiting[subscription] ?? []).compactMap { delivery($0) }
            .filter { $0.state == .scheduled && $0.readyAt <= now }
            .sorted { ($0.readyAt, $0.id) < ($1.readyAt, $1.id) }
        for delivery in due { try update(delivery.id) { $0.becomeDue() } }
    }

    private func waitingDeliveries(for request: LockRequest) -> [Delivery] {
        (waiting[request.subscription] ?? []).filter { id in
            request.jobID == nil || jobIDs[id] == request.jobID
        }.compactMap { delivery($0) }
    }

    private func readyDeliveries(for request: LockRequest) -> [Delivery] {
        waitingDeliveries(for: request).filter { $0.state == .ready && $0.waitsFor == nil }
            .sorted { ($0.turn, $0.readyAt, $0.id) < ($1.turn, $1.readyAt, $1.id) }
    }

    private func nextReadyAt(for request: LockRequest) -> Timestamp? {
        guard readyDeliveries(for: request).isEmpty else { return nil }
        return waitingDeliveries(for: request).filter { $0.state == .scheduled }.map(\.readyAt).min()
    }

    private mutating func lock(
        _ id: Int64, subscription: Subscription, worker: String, at now: Timestamp
    ) throws(BrokerError) -> LockedDelivery {
        guard var state = entry(of: id)?.state else { throw BrokerError(.storage, "delivery \(id) is gone") }
        let index = try state.index(of: id)
        let event = try state.lock(index, limits: subscription, worker: worker, at: now)
        try store(state, events: [event], at: now)
        guard let entry = entry(of: id) else { throw BrokerError(.storage, "delivery \(id) is gone") }
        let delivery = state.deliveries[index]
        var record = entry.record
        record.subscription = delivery.subscription
        record.definition = delivery.definition
        if let payload = delivery.payload { record.payload = payload }
        return LockedDelivery(
            lock: delivery.lock, lockedUntil: now + subscription.lock, number: delivery.number, job: record,
            attributes: entry.submission.attributes, steps: entry.steps(ofDelivery: id))
    }
}
