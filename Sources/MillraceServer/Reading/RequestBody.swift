import HTTPTypes
import Hummingbird
import JSONModel
import NIOCore

extension Request {
    /// The body as JSON; refused by its declared length before it is read.
    func json() async throws -> JSONValue {
        // Also when no type is named: that is how a browser sends what a page of somebody else's posts.
        let type = headers[.contentType]?.split(separator: ";").first ?? ""
        guard type.trimmingPrefix(" ").lowercased() == "application/json" else {
            throw Problem(
                status: .unsupportedMediaType, code: "unsupported_media_type",
                detail: "the body must be application/json, and its content-type must say so")
        }
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > MillraceServer.bodyLimit {
            throw Self.tooLarge
        }
        let buffer: ByteBuffer
        do {
            buffer = try await body.collect(upTo: MillraceServer.bodyLimit)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge
        }
        do {
            return try JSONValue(parsing: buffer.readableBytesView)
        } catch {
            throw Problem(error)
        }
    }

    private static var tooLarge: Problem {
        Problem(
            status: .contentTooLarge, code: "payload_too_large",
            detail: "a body may have at most \(MillraceServer.bodyLimit) bytes")
    }
}
