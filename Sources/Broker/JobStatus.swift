/// Where a job stands. Its raw values are the words in YAML, SQL, HTTP and the dashboard.
public enum JobStatus: String, Sendable, Codable, CaseIterable {
    /// Waits for its first attempt.
    case pending
    /// A worker holds its delivery.
    case processing
    /// Waits for a further attempt.
    case retrying
    case completed
    /// Dead-lettered; will not be tried again by itself.
    case failed
    /// Dead-lettered because its time was over.
    case timeout
    case cancelled

    /// Whether nothing more happens to the job by itself.
    public var isFinal: Bool {
        switch self {
        case .completed, .failed, .timeout, .cancelled: true
        case .pending, .processing, .retrying: false
        }
    }

    /// The legal transitions; drivers refuse every other.
    public func canBecome(_ next: JobStatus) -> Bool {
        switch self {
        case .pending, .retrying: next == .processing || next == .cancelled || next == .failed || next == .timeout
        // Back to pending: the first attempt was given back. Processing again: the lock passed to another worker.
        case .processing: true
        // Redriven.
        case .failed, .timeout: next == .pending || next == .retrying
        case .completed, .cancelled: false
        }
    }
}
