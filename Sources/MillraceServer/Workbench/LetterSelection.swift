import Broker

/// The dead letters a query finds at one moment, with what a person needs to see of them. What dies later is not in it.
struct LetterSelection {
    private(set) var locks: [Lock] = []
    private var groups: [String: DeadLetterGroup] = [:]
    /// How many the query finds; more than ``locks`` when one order cannot take them all.
    private(set) var count = 0

    /// Reads them page by page: payloads may be large.
    init(_ query: DeadLetterQuery, in broker: any BrokerReader) async throws(BrokerError) {
        var page = query
        page.limit = 200
        while locks.count < LetterChoice.limit {
            let letters = try await broker.deadLetters(page)
            for letter in letters.prefix(LetterChoice.limit - locks.count) { add(letter) }
            guard letters.count == page.limit, let last = letters.last else { break }
            page.before = last.lock.deliveryID
        }
        count = locks.count < LetterChoice.limit ? locks.count : try await broker.deadLetterCount(query)
    }

    /// The largest first.
    var largestGroups: [DeadLetterGroup] {
        groups.values.sorted { ($1.count, $0.fingerprint) < ($0.count, $1.fingerprint) }
    }

    private mutating func add(_ letter: DeadLetter) {
        locks.append(letter.lock)
        guard var group = groups[letter.fingerprint] else {
            groups[letter.fingerprint] = DeadLetterGroup(letter)
            return
        }
        group.count += 1
        group.firstDiedAt = min(group.firstDiedAt, letter.diedAt)
        if letter.diedAt > group.lastDiedAt {
            group.lastDiedAt = letter.diedAt
            (group.message, group.jobID) = (letter.failure.message, letter.jobID)
        }
        groups[letter.fingerprint] = group
    }
}

extension DeadLetterGroup {
    /// A group of one.
    fileprivate init(_ letter: DeadLetter) {
        self.init(
            fingerprint: letter.fingerprint, subscription: letter.subscription, reason: letter.reason,
            code: letter.failure.code, step: letter.failure.step, count: 1, message: letter.failure.message,
            jobID: letter.jobID, firstDiedAt: letter.diedAt, lastDiedAt: letter.diedAt)
    }
}
