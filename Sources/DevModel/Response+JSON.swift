import HTTPTypes
import Hummingbird
import JSONModel
import NIOCore

extension Response {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: value.text())))
    }

    /// An error in OpenAI's form.
    static func refusal(_ error: DevModelError, headers: HTTPFields = [:]) -> Response {
        let type =
            switch error.status {
            case 429: "requests"
            case 500...: "server_error"
            default: "invalid_request_error"
            }
        let body: JSONValue = [
            "error": [
                "message": .string(error.message), "type": .string(type), "code": .string(error.code.rawValue),
                "param": error.place.map { .string($0) } ?? nil,
            ]
        ]
        return json(body, status: .init(code: error.status), headers: headers)
    }
}
