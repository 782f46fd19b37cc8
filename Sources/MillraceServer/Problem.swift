package import Broker
import HTTPTypes
package import JSONModel
import JSONSchemaValidation
package import PipelineRuntime

/// An error as the API tells it: RFC 9457 (`application/problem+json`) with a stable `code` and, where there is one,
/// the place in the body or the query.
package struct Problem: Error, Sendable {
    let status: HTTPResponse.Status
    package let code: String
    package let detail: String
    package var pointer: String?
    /// Further findings, each with `message` and `pointer`.
    package var errors: [JSONValue] = []
    /// What the path does take, for 405.
    var allow: String?

    init(
        status: HTTPResponse.Status, code: String, detail: String, pointer: String? = nil, errors: [JSONValue] = [],
        allow: String? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.pointer = pointer
        self.errors = errors
        self.allow = allow
    }
}

extension Problem {
    /// - Parameter place: where the payload stands in the body.
    package init(_ error: SubmissionError, place: String = "") {
        switch error {
        case .refused(let refusal): self.init(refusal)
        case .invalidPayload(_, let violations):
            let places = violations.map { place + $0.instance.description }
            self.init(
                status: .badRequest, code: error.code, detail: error.message, pointer: places.first,
                errors: zip(violations, places).map { ["message": .string($0.message), "pointer": .string($1)] })
        }
    }

    package init(_ error: BrokerError) {
        self.init(status: error.code.httpStatus, code: error.code.rawValue, detail: error.message)
    }

    init(_ error: JSONParseError) {
        self.init(status: .badRequest, code: error.code.rawValue, detail: "the body is not JSON: \(error)")
    }

    /// A query parameter that cannot be read.
    static func query(_ name: String, _ detail: String, place: String = "") -> Problem {
        Problem(status: .badRequest, code: "invalid_query", detail: detail, pointer: place + name)
    }

    /// A body of a shape we do not take.
    static func body(_ detail: String, _ pointer: String) -> Problem {
        Problem(status: .unprocessableContent, code: "invalid_body", detail: detail, pointer: pointer)
    }

    static func notFound(_ detail: String) -> Problem {
        Problem(status: .notFound, code: "not_found", detail: detail)
    }
}
