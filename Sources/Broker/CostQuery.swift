public import JSONModel

/// How to add up what was spent.
public struct CostQuery: Sendable, Hashable {
    public enum Grouping: String, Sendable, CaseIterable {
        case job, model, pipeline, creator
        /// In UTC, such as `2026-11-21`.
        case day
    }

    public var by: Grouping
    /// Calls begun at that moment or later.
    public var since: Timestamp?
    /// Calls begun before that moment.
    public var until: Timestamp?
    /// Of that job alone.
    public var jobID: String?
    public var limit: Int

    public init(
        by: Grouping, since: Timestamp? = nil, until: Timestamp? = nil, jobID: String? = nil, limit: Int = 1000
    ) {
        self.by = by
        self.since = since
        self.until = until
        self.jobID = jobID
        self.limit = limit
    }
}

/// What was spent on one job, model, pipeline, creator or day.
public struct CostLine: Sendable, Hashable {
    /// The job's id, the model's name and so on; empty for jobs without a creator.
    public var key: String
    /// Calls that were paid for, or were to be.
    public var calls = 0
    /// Billed, and unknown at its maximum.
    public var spent = Money.zero
    /// Set aside for calls under way.
    public var reserved = Money.zero
    /// What answers from the cache would have cost.
    public var saved = Money.zero
    /// Answers from the cache.
    public var hits = 0
    /// Calls whose cost nobody knows; they are spent at their maximum.
    public var unknown = 0
    /// Calls that cost more than was set aside for them.
    public var overruns = 0

    public init(key: String) {
        self.key = key
    }
}
