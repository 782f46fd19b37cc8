import HTTPTypes
import Hummingbird
import JSONModel
import NIOCore

extension HubRefusal {
    /// RFC 9457.
    var response: Response {
        let body: JSONValue = [
            "type": .string("urn:millrace:problem:\(code)"), "title": .string(status.reasonPhrase),
            "status": .int(Int64(status.code)), "code": .string(code), "detail": .string(detail),
        ]
        var response = Response.hub(body, status: status, mediaType: "application/problem+json")
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}

extension Response {
    static func hub(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, mediaType: String = "application/json"
    ) -> Response {
        hub(Array(value.text().utf8), status: status, mediaType: mediaType)
    }

    static func hub(
        _ bytes: [UInt8], status: HTTPResponse.Status = .ok, mediaType: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: mediaType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func empty(_ status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.cacheControl: "no-store"])
    }
}
