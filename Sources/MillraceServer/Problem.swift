import Broker
import HTTPTypes
import Hummingbird
import JSONModel
import JSONSchemaValidation
import NIOCore
import PipelineRuntime

/// An error as the API tells it: RFC 9457 (`application/problem+json`) with a stable `code` and, where there is one,
/// the place in the body.
struct Problem: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let code: String
    let detail: String
    var pointer: String?
    /// Further findings, each with `message` and `pointer`.
    var errors: [JSONValue] = []

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var body: [String: JSONValue] = [
            "type": .string("urn:millrace:problem:\(code)"), "title": .string(status.reasonPhrase),
            "status": .int(Int64(status.code)), "code": .string(code), "detail": .string(detail),
        ]
        body["pointer"] = pointer.map { .string($0) }
        if !errors.isEmpty { body["errors"] = .array(errors) }
        return .json(.object(body), status: status, mediaType: "application/problem+json")
    }
}

extension Problem {
    init(_ error: SubmissionError) {
        switch error {
        case .invalidPayload(_, let violations):
            self.init(
                status: .badRequest, code: error.code, detail: error.message,
                pointer: violations.first?.instance.description,
                errors: violations.map {
                    ["message": .string($0.message), "pointer": .string($0.instance.description)]
                })
        case .refused(let refusal):
            self.init(status: refusal.code.httpStatus, code: error.code, detail: error.message)
        }
    }

    init(_ error: JSONParseError) {
        self.init(status: .badRequest, code: error.code.rawValue, detail: "the body is not JSON: \(error)")
    }
}

extension Response {
    static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, mediaType: String = "application/json"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: mediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.text() + "\n")))
    }
}
