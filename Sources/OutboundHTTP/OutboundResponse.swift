/// A response whose body has been read to its end.
public struct OutboundResponse: Sendable, Hashable {
    public let head: ResponseHead
    public let body: [UInt8]

    public var status: Int { head.status }
    public var headers: HTTPHeaders { head.headers }
    /// The body as UTF-8, repaired where it is not.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
