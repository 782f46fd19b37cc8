import ChildProcess
import StepKit

/// How running a program fails.
enum ProcessFailure {
    static let failed: StepFailure.Code = "process_failed"
    static let notFound: StepFailure.Code = "process_not_found"
    static let outputTooLarge: StepFailure.Code = "process_output_too_large"
    static let notStarted: StepFailure.Code = "process_not_started"

    static let declared: [StepFailure.Code: String] = [
        failed: "The program ended with another code than a success code, or by a signal. Retryable for `retry_codes`.",
        notFound: "There is no such program, or it may not be executed.",
        outputTooLarge: "The program wrote more than `output_limit` and was ended.",
        notStarted: "The system could not start or hold the program. Retryable.",
    ]

    /// The program's own words go to the details, for the pipeline's author; the message stays ours.
    static func ended(_ result: ChildResult, _ input: ProcessRunStep.Input) -> StepFailure {
        var details: [String: JSONValue] = [:]
        let errorText = result.errorText.suffix(4000)
        if !errorText.isEmpty { details["stderr"] = .string(String(errorText)) }
        if let limit = result.limitReached { details["limit"] = .string(limit.rawValue) }
        switch result.status {
        case .exited(let code):
            details["exit_code"] = .int(Int64(code))
            return StepFailure(
                failed, "`\(input.command)` ended with code \(code)",
                disposition: input.retryCodes.contains(Int(code)) ? .retryable : .permanent, details: .object(details))
        case .signalled(let signal):
            details["signal"] = .int(Int64(signal))
            let reason = result.limitReached.map { " at its limit of \($0.words)" } ?? ""
            return StepFailure(
                failed, "`\(input.command)` was ended by signal \(signal)\(reason)", details: .object(details))
        }
    }

    static func translated(_ error: any Error, _ input: ProcessRunStep.Input) -> any Error {
        guard let error = error as? ChildProcessError else { return error }
        switch error.code {
        case .executableNotFound:
            return StepFailure(notFound, "there is no program `\(input.command)` that may be executed")
        case .outputTooLarge, .lineTooLong:
            return StepFailure(
                outputTooLarge, "`\(input.command)` wrote more than \(input.outputLimit.shortText)")
        case .invalidArgument:
            return StepFailure(.invalidPayload, error.message, details: ["place": .string(error.place)])
        default:
            return StepFailure(
                notStarted, "`\(input.command)` could not be run: \(error.message)", disposition: .retryable,
                details: ["cause": .string(error.code.rawValue)])
        }
    }
}

extension ResourceLimits.Kind {
    fileprivate var words: String { self == .cpuTime ? "processor time" : "file size" }
}
