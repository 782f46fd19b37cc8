import OutboundCalls
import OutboundHTTP
import StepKit

extension StepFailure.Code {
    static let accessDenied: Self = "access_denied"
    static let httpStatus: Self = "http_status"
    static let responseTooLarge: Self = "response_too_large"
    static let responseInvalid: Self = "response_invalid"
}

/// What an answer's status means where it was not expected. No message holds a byte of the answer.
enum RequestFailure {
    static let meanings = CallFailure.meanings.merging([
        .accessDenied: "The server answered 401 or 403.",
        .tooManyRedirects: "There were more than 5 redirects.",
        .httpStatus: "The server answered with another status than expected.",
        .responseTooLarge: "The answer is larger than `max_size`.",
        .responseInvalid: "The answer is not JSON, which `parse` demands.",
    ]) { $1 }

    static func of(_ head: ResponseHead) -> StepFailure {
        if let failure = CallFailure.passing(head, who: "the server") { return failure }
        let code: StepFailure.Code =
            switch head.status {
            case 401, 403: .accessDenied
            case 404, 410: .notFound
            default: .httpStatus
            }
        return StepFailure(
            code, "the server answered with status \(head.status)", details: CallFailure.details(head))
    }
}
