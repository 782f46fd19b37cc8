/// How long things are kept that nobody needs any more; `nil` means for ever. Dead letters, and jobs that have one,
/// are kept whatever it says.
public struct Retention: Sendable, Hashable {
    /// From a job's end: the job with its steps, events, costs. Default 30 days.
    public var jobs: Duration?
    /// From a job's end: its events of progress. Default 7 days.
    public var progressEvents: Duration?
    /// From a record's last change. Default 365 days.
    public var records: Duration?

    public init(
        jobs: Duration? = .seconds(30 * 86_400), progressEvents: Duration? = .seconds(7 * 86_400),
        records: Duration? = .seconds(365 * 86_400)
    ) {
        self.jobs = jobs
        self.progressEvents = progressEvents
        self.records = records
    }
}

/// What one call removed.
public struct Retired: Sendable, Hashable {
    public var jobs: Int
    public var events: Int
    public var records: Int
    /// Whether more is left to remove: the batches are small, so that others need not wait.
    public var hasMore: Bool

    public init(jobs: Int = 0, events: Int = 0, records: Int = 0, hasMore: Bool = false) {
        self.jobs = jobs
        self.events = events
        self.records = records
        self.hasMore = hasMore
    }
}
