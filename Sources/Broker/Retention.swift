/// How long things are kept that nobody needs any more; `nil` means for ever. Dead letters, and jobs that have one,
/// are kept whatever it says.
public struct Retention: Sendable, Hashable {
    /// From a job's end: the job with its steps, events, costs. Default 30 days.
    public var jobs: Duration?
    /// From a job's end: its events of progress. Default 7 days.
    public var progressEvents: Duration?
    /// From a record's last change. Default 365 days. Those of ``keptCollections`` stay.
    public var records: Duration?
    /// From a call's end: what it did cost, once its job is removed. Default 365 days.
    public var spends: Duration?

    /// What people said about themselves is no result of a job, and does not grow old.
    public static let keptCollections: Set<String> = ["contacts", "webhook_state"]

    public init(
        jobs: Duration? = .seconds(30 * 86_400), progressEvents: Duration? = .seconds(7 * 86_400),
        records: Duration? = .seconds(365 * 86_400), spends: Duration? = .seconds(365 * 86_400)
    ) {
        self.jobs = jobs
        self.progressEvents = progressEvents
        self.records = records
        self.spends = spends
    }
}

/// What one call removed.
public struct Retired: Sendable, Hashable {
    public var jobs: Int
    public var events: Int
    public var records: Int
    public var spends: Int
    /// Entries of the result cache that have expired; they go whatever the retention says.
    public var cacheEntries: Int
    /// Whether more is left to remove: the batches are small, so that others need not wait.
    public var hasMore: Bool

    public init(
        jobs: Int = 0, events: Int = 0, records: Int = 0, spends: Int = 0, cacheEntries: Int = 0, hasMore: Bool = false
    ) {
        self.jobs = jobs
        self.events = events
        self.records = records
        self.spends = spends
        self.cacheEntries = cacheEntries
        self.hasMore = hasMore
    }
}

extension Retired {
    /// Whether a kind was removed as often as one call may.
    package func isFull(at limit: Int) -> Bool { [jobs, events, records, spends, cacheEntries].contains(limit) }
}
