import HTTPTypes
import Hummingbird
import JSONModel
import NIOCore

extension Problem {
    var response: Response {
        var body: [String: JSONValue] = [
            "type": .string("urn:millrace:problem:\(code)"), "title": .string(status.reasonPhrase),
            "status": .int(Int64(status.code)), "code": .string(code), "detail": .string(detail),
        ]
        body["pointer"] = pointer.map { .string($0) }
        if !errors.isEmpty { body["errors"] = .array(errors) }
        var response = Response.json(.object(body), status: status, mediaType: "application/problem+json")
        response.headers[.allow] = allow
        return response
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
