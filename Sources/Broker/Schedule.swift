/// A schedule the topology names. When it fires is the runtime's business; that each instant fires once is the store's.
public struct Schedule: Sendable, Hashable {
    public enum Overlap: String, Sendable, CaseIterable {
        /// An instant at which the schedule's last job has not ended is passed over.
        case skip
        /// It waits until that job has ended.
        case queue
        /// It fires all the same.
        case allow
    }

    public var name: String
    /// Of what decides its instants: when it changes, instants before the change are not caught up.
    public var fingerprint: String
    public var overlap: Overlap

    public init(name: String, fingerprint: String, overlap: Overlap) {
        self.name = name
        self.fingerprint = fingerprint
        self.overlap = overlap
    }
}

/// What the store knows of a schedule.
public struct ScheduleState: Sendable, Hashable {
    public var name: String
    /// Instants up to this one are done with.
    public var lastInstant: Timestamp
    /// The job of the latest firing.
    public var lastJobID: String?
    public var fired: Int
    public var skipped: Int

    public init(name: String, lastInstant: Timestamp, lastJobID: String? = nil, fired: Int = 0, skipped: Int = 0) {
        self.name = name
        self.lastInstant = lastInstant
        self.lastJobID = lastJobID
        self.fired = fired
        self.skipped = skipped
    }
}

/// One instant of a schedule, to be turned into a job.
public struct Firing: Sendable, Hashable {
    public var schedule: String
    public var instant: Timestamp
    /// `nil` passes the instant over.
    public var submission: JobSubmission?

    public init(schedule: String, instant: Timestamp, submission: JobSubmission?) {
        self.schedule = schedule
        self.instant = instant
        self.submission = submission
    }

    public enum Outcome: Sendable, Hashable {
        case submitted(SubmissionReceipt)
        /// Passed over: without a submission, or because that job has not ended.
        case skipped(jobID: String?)
        /// Nothing was stored: that job has not ended. Try again when it has.
        case waits(jobID: String)
        /// That instant, or a later one, is done with already.
        case done
    }
}
