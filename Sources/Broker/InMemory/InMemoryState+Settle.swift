import JSONModel

extension InMemoryState {
    mutating func settle(_ settlement: Settlement, at now: Timestamp) throws(BrokerError) -> JobStatus {
        var (state, limits) = try held(by: settlement.lock)
        let event = try state.settle(settlement, limits: limits, at: now)
        try store(state, events: event.map { [$0] } ?? [], at: now)
        if case .complete(let result) = settlement.outcome, state.deliveries.first?.id == settlement.lock.deliveryID {
            jobs[state.head.id]?.result = result
        }
        hintReady(state)
        if case .cancel = settlement.outcome { hints.add(state.locks(at: now).map { .cancelling($0) }) }
        return state.head.status
    }

    mutating func checkpoint(_ checkpoint: Checkpoint, at now: Timestamp) throws(BrokerError) {
        var (state, _) = try held(by: checkpoint.lock)
        let events = try state.pass(checkpoint, at: now)
        try store(state, events: events, at: now)
        let id = state.head.id
        let step = DeliveredStep(deliveryID: checkpoint.lock.deliveryID, record: checkpoint.step)
        jobs[id]?.steps.removeAll {
            $0.deliveryID == step.deliveryID && $0.record.stepID == step.record.stepID
        }
        jobs[id]?.steps.append(step)
        jobs[id]?.costs += checkpoint.costs
        for write in checkpoint.records { save(write, at: now) }
        try account(for: checkpoint, in: state, at: now)
        for var message in checkpoint.messages {
            message.parentID = id
            message.hops = state.head.hops + 1
            _ = try submit(message, at: now)
        }
    }

    mutating func report(_ report: ProgressReport, at now: Timestamp) throws(BrokerError) {
        var (state, _) = try held(by: report.lock)
        let event = try state.advance(report, at: now)
        try store(state, events: [event], at: now)
    }

    mutating func recordLate(_ results: [LateResult]) {
        for result in results { lateResults[result.jobID, default: []].append(result) }
    }

    mutating func hintReady(_ state: JobState) {
        hints.add(state.deliveries.filter(\.isWaiting).map { .ready(subscription: $0.subscription) })
    }
}
