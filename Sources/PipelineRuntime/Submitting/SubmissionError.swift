public import Broker
public import JSONModel
public import JSONSchemaValidation
import PipelineDefinitions

/// Why a job was not stored.
public enum SubmissionError: Error, Sendable {
    /// The payload does not fit the pipeline's input; the likeliest cause first.
    case invalidPayload(pipeline: String, [SchemaViolation])
    case refused(BrokerError)

    init(_ misfit: SubmissionCheck.Misfit) {
        self = .invalidPayload(pipeline: misfit.pipeline, misfit.violations)
    }

    /// A stable code, the same on the command line and over HTTP.
    public var code: String {
        switch self {
        case .invalidPayload: "invalid_payload"
        case .refused(let error): error.code.rawValue
        }
    }

    /// One sentence.
    public var message: String {
        switch self {
        case .invalidPayload(let pipeline, let violations):
            "the payload does not fit the input of `\(pipeline)`: \(violations.first?.message ?? "it is invalid")"
        case .refused(let error): error.message
        }
    }

    /// Where the payload does not fit; `nil` if that is not the reason.
    public var pointer: JSONPointer? {
        guard case .invalidPayload(_, let violations) = self else { return nil }
        return violations.first?.instance
    }
}
