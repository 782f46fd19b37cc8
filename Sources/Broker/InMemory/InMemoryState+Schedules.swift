extension InMemoryState {
    mutating func fire(_ firing: Firing, at now: Timestamp) throws(BrokerError) -> Firing.Outcome {
        let schedule = try routes.schedule(firing.schedule)
        guard var state = schedules[firing.schedule]?.state else { throw .noSchedule(firing.schedule) }
        guard firing.instant > state.lastInstant else { return .done }
        let unended = state.lastJobID.flatMap { id in
            jobs[id].flatMap { $0.state.head.status.isFinal ? nil : id }
        }
        if firing.submission != nil, let unended, schedule.overlap == .queue { return .waits(jobID: unended) }
        state.lastInstant = firing.instant
        let blocker = schedule.overlap == .skip ? unended : nil
        guard let submission = firing.submission, blocker == nil else {
            state.skipped += 1
            schedules[firing.schedule]?.state = state
            return .skipped(jobID: blocker)
        }
        let receipt = try submit(submission, at: now)
        state.fired += 1
        state.lastJobID = receipt.jobID
        schedules[firing.schedule]?.state = state
        return .submitted(receipt)
    }
}
