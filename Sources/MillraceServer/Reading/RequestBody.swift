import HTTPTypes
import Hummingbird
import JSONModel
import NIOCore

extension Request {
    /// The body as JSON; refused by its declared length before it is read.
    func json() async throws -> JSONValue {
        if let type = headers[.contentType], !type.lowercased().hasPrefix("application/json") {
            throw Problem(
                status: .unsupportedMediaType, code: "unsupported_media_type",
                detail: "the body must be application/json")
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
