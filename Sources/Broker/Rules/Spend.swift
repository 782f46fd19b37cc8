package import JSONModel

/// One call that was paid for, is to be, or was spared by the result cache: shared by all drivers.
package struct Spend: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        /// Set aside and not settled; counts in full.
        case reserved
        case billed, free
        /// Counts in full.
        case unknown
        /// Answered from the cache.
        case cached
    }

    package let jobID: String
    package let jobType: String
    package let creatorID: String?
    package let pipeline: String
    package let lock: Lock
    package let stepID: String
    package let attempt: Int
    package let name: String
    package let most: Money
    package let beganAt: Timestamp
    package private(set) var state = State.reserved
    /// What counts now.
    package private(set) var amount: Money
    package private(set) var saved = Money.zero
    package private(set) var amounts: [String: Double] = [:]
    package private(set) var settledAt: Timestamp?

    /// No call costs more than that; so the sum of thousands fits into 64 bits.
    private static let ceiling = Money(nanos: 1_000_000_000_000_000)

    /// - Parameter job: whose delivery the request's lock is of.
    package init(
        _ request: SpendRequest, of job: JobHead, pipeline: String, at now: Timestamp
    ) throws(BrokerError) {
        guard request.most <= Self.ceiling else {
            throw BrokerError(.budgetExceeded, "a call for \(request.most) is more than any budget holds")
        }
        self.init(
            lock: request.lock, stepID: request.stepID, attempt: request.attempt, name: request.name,
            most: max(request.most, .zero), job: job, pipeline: pipeline, at: now)
    }

    /// For an answer from the cache.
    package init(
        hitBy checkpoint: Checkpoint, name: String, saving saved: Money, of job: JobHead, pipeline: String,
        at now: Timestamp
    ) {
        self.init(
            lock: checkpoint.lock, stepID: checkpoint.step.stepID, attempt: checkpoint.step.attempt, name: name,
            most: .zero, job: job, pipeline: pipeline, at: now)
        state = .cached
        settledAt = now
        self.saved = max(saved, .zero)
    }

    private init(
        lock: Lock, stepID: String, attempt: Int, name: String, most: Money, job: JobHead, pipeline: String,
        at now: Timestamp
    ) {
        self.lock = lock
        self.stepID = stepID
        self.attempt = attempt
        self.name = name
        self.most = most
        (jobID, jobType, creatorID) = (job.id, job.jobType, job.creatorID)
        self.pipeline = pipeline
        amount = most
        beganAt = now
    }

    package var isOverrun: Bool { amount > most }

    package mutating func settle(_ settlement: SpendSettlement, at now: Timestamp) {
        switch settlement.outcome {
        case .billed(let money): (state, amount) = (.billed, min(max(money, .zero), Self.ceiling))
        case .free: (state, amount) = (.free, .zero)
        case .unknown: state = .unknown
        }
        amounts = settlement.amounts
        settledAt = now
    }

    /// Its lock is over and nobody can settle it any more.
    package mutating func giveUp(at now: Timestamp) {
        state = .unknown
        settledAt = now
    }

    /// Where it is added up.
    package var scopes: [SpendScope] {
        SpendScope.all(jobID: jobID, pipeline: pipeline, creatorID: creatorID, day: beganAt.day)
    }
}

/// What is added up so that a budget need not read every call.
package struct SpendScope: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case job, pipeline, creator, all
    }

    package let kind: Kind
    package let key: String
    /// Days since 1970 in UTC; 0 for a job.
    package let day: Int64

    package init(kind: Kind, key: String, day: Int64) {
        self.kind = kind
        self.key = key
        self.day = day
    }

    /// Those a call on that day is added to.
    package static func all(jobID: String, pipeline: String, creatorID: String?, day: Int64) -> [SpendScope] {
        [
            SpendScope(kind: .job, key: jobID, day: 0), SpendScope(kind: .pipeline, key: pipeline, day: day),
            // Nobody and somebody of an empty name are two.
            SpendScope(kind: .creator, key: creatorID.map { "=\($0)" } ?? "", day: day),
            SpendScope(kind: .all, key: "", day: day),
        ]
    }
}

extension Timestamp {
    /// Days since 1970 in UTC.
    package var day: Int64 {
        milliseconds / 86_400_000 - (milliseconds % 86_400_000 < 0 ? 1 : 0)
    }

    /// Such as `2026-11-21`.
    package var dayText: String { String(text.prefix(while: { $0 != "T" })) }
}
