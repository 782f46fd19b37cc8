/// How many jobs of a type ended in a status, and how long they took.
public struct JobFigure: Sendable, Hashable {
    public var jobType: String
    public var status: JobStatus
    public var count: Int
    /// From their starts to their ends, added up. A job that never started took no time.
    public var total: Duration
    public var longest: Duration

    public init(jobType: String, status: JobStatus, count: Int, total: Duration, longest: Duration) {
        self.jobType = jobType
        self.status = status
        self.count = count
        self.total = total
        self.longest = longest
    }
}
