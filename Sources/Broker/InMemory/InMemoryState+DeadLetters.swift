import JSONModel

extension InMemoryState {
    mutating func redrive(_ redrive: Redrive, at now: Timestamp) throws(BrokerError) -> JobStatus {
        guard var state = entry(of: redrive.lock.deliveryID)?.state else { throw .noLetter(redrive.lock) }
        let delivery = state.deliveries[try state.index(of: redrive.lock.deliveryID)]
        let event = try state.redrive(redrive, limits: routes.limits(of: delivery.subscription), at: now)
        if redrive.start == .start || redrive.payload != nil {
            jobs[state.head.id]?.steps.removeAll { $0.deliveryID == delivery.id }
        }
        try store(state, events: [event], at: now)
        hintReady(state)
        return state.head.status
    }

    mutating func discard(_ letter: Lock, at now: Timestamp) throws(BrokerError) {
        guard var state = entry(of: letter.deliveryID)?.state else { throw .noLetter(letter) }
        try state.discard(letter, at: now)
        try store(state, events: [], at: now)
    }

    func deadLetters(_ query: DeadLetterQuery) -> [DeadLetter] {
        let page = allLetters(query).filter { letter in query.before.map { letter.lock.deliveryID < $0 } ?? true }
        return Array(page.prefix(max(query.limit, 0)))
    }

    func deadLetterCount(_ query: DeadLetterQuery) -> Int { allLetters(query).count }

    func deadLetterGroups(_ query: DeadLetterQuery) -> [DeadLetterGroup] {
        let groups = Dictionary(grouping: allLetters(query), by: \.fingerprint).values
        let all: [DeadLetterGroup] = groups.compactMap { letters in
            guard let newest = letters.max(by: { ($0.diedAt, $0.lock.deliveryID) < ($1.diedAt, $1.lock.deliveryID) }),
                let first = letters.map(\.diedAt).min()
            else { return nil }
            return DeadLetterGroup(
                fingerprint: newest.fingerprint, subscription: newest.subscription, reason: newest.reason,
                code: newest.failure.code, step: newest.failure.step, count: letters.count,
                message: newest.failure.message, jobID: newest.jobID, firstDiedAt: first, lastDiedAt: newest.diedAt)
        }
        return Array(all.sorted { ($1.count, $0.fingerprint) < ($0.count, $1.fingerprint) }.prefix(max(query.limit, 0)))
    }

    /// Newest deliveries first, whatever the page.
    private func allLetters(_ query: DeadLetterQuery) -> [DeadLetter] {
        dead.sorted(by: >).compactMap { letter($0) }.filter { query.finds($0) }
    }

    private func letter(_ id: Int64) -> DeadLetter? {
        guard let entry = entry(of: id), let delivery = delivery(id) else { return nil }
        return DeadLetter(
            lock: delivery.lock, jobID: entry.submission.id, jobType: entry.submission.jobType,
            creatorID: entry.submission.creatorID, subscription: delivery.subscription,
            pipeline: definitions[delivery.definition]?.name ?? "", definition: delivery.definition,
            reason: delivery.reason ?? "", failure: delivery.failure ?? FailureRecord(code: "", message: ""),
            cause: delivery.cause ?? .failed, fingerprint: delivery.fingerprint ?? "", number: delivery.number,
            counts: delivery.counts, payload: delivery.payload ?? entry.submission.payload,
            enqueuedAt: entry.createdAt, diedAt: delivery.endedAt ?? entry.createdAt)
    }
}

extension DeadLetterQuery {
    fileprivate func finds(_ letter: DeadLetter) -> Bool {
        func fits<Value: Equatable>(_ wanted: Value?, _ given: Value?) -> Bool { wanted == nil || wanted == given }
        return fits(subscription, letter.subscription) && fits(reason, letter.reason)
            && fits(code, letter.failure.code) && fits(pipeline, letter.pipeline) && fits(jobType, letter.jobType)
            && fits(creatorID, letter.creatorID) && fits(jobID, letter.jobID)
            && fits(fingerprint, letter.fingerprint) && (diedBefore.map { letter.diedAt < $0 } ?? true)
            && (diedAfter.map { letter.diedAt >= $0 } ?? true) && holdsText(letter)
    }

    private func holdsText(_ letter: DeadLetter) -> Bool {
        guard let text else { return true }
        let wanted = Self.lowered(text)
        return Self.lowered(letter.failure.message).contains(wanted)
            || Self.lowered(letter.payload.text()).contains(wanted)
    }

    private static func lowered(_ text: String) -> String {
        String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
