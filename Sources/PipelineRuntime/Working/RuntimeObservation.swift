public import Broker
public import StepKit

/// What happens inside a runtime as it happens, for a progress display. Nothing depends on it being seen.
public enum RuntimeObservation: Sendable {
    case stepStarted(jobID: String, stepID: String, attempt: Int)
    /// `progress` is the job's, 0 to 100; `fraction` the step's, 0 to 1.
    case progress(jobID: String, stepID: String, progress: Int, fraction: Double, note: String?)
    case stepRetrying(jobID: String, stepID: String, failure: StepFailure, delay: Duration)
    case stepEnded(jobID: String, record: StepRecord, progress: Int)
    /// The attempt is over and what became of it is on disk.
    case settled(jobID: String, status: JobStatus)
}
