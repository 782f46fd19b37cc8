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
    package init(_ error: SubmissionError) {
        switch error {
        case .invalidPayload(_, let violations): self.init(violations, code: error.code, detail: error.message)
        case .refused(let refusal):
            self.init(status: refusal.code.httpStatus, code: error.code, detail: error.message)
        }
    }

    package init(_ error: BrokerError) {
        self.init(status: error.code.httpStatus, code: error.code.rawValue, detail: error.message)
    }

    init(_ error: JSONParseError) {
        self.init(status: .badRequest, code: error.code.rawValue, detail: "the body is not JSON: \(error)")
    }

    /// - Parameter place: where the checked value stands in the body.
    init(_ violations: [SchemaViolation], code: String, detail: String, place: String = "") {
        self.init(
            status: .badRequest, code: code, detail: detail,
            pointer: violations.first.map { place + $0.instance.description },
            errors: violations.map {
                ["message": .string($0.message), "pointer": .string(place + $0.instance.description)]
            })
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
