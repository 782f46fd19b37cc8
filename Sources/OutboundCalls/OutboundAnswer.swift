public import OutboundHTTP

/// The answer of another server, or its beginning.
public struct OutboundAnswer: Sendable {
    /// What became of the bytes that are not in ``body``.
    public enum Rest: Sendable {
        /// There are none.
        case none
        /// They were not read.
        case cut
        /// They did not come.
        case broken(OutboundHTTPError)
    }

    public let head: ResponseHead
    public let body: [UInt8]
    public let rest: Rest

    static func reading(_ body: ResponseBody, upTo limit: Int, after head: ResponseHead) async throws -> OutboundAnswer
    {
        var bytes: [UInt8] = []
        do {
            for try await chunk in body {
                bytes += chunk.prefix(limit - bytes.count + 1)
                guard bytes.count <= limit else { return Self(head, Array(bytes.prefix(limit)), .cut) }
            }
            return Self(head, bytes, .none)
        } catch let error as OutboundHTTPError where error.code != .cancelled {
            return Self(head, bytes, .broken(error))
        }
    }

    private init(_ head: ResponseHead, _ body: [UInt8], _ rest: Rest) {
        self.head = head
        self.body = body
        self.rest = rest
    }

    public var status: Int { head.status }

    /// At most that many bytes of the body as UTF-8, repaired where it is not; for people.
    public func excerpt(_ limit: Int = 1024) -> String {
        // Cut where a character begins, so that none is repaired that was whole.
        var end = min(limit, body.count)
        while end > 0, end < body.count, body[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: body.prefix(end), as: UTF8.self)
    }
}
