/// Status, headers and final URL of a response.
public struct ResponseHead: Sendable, Hashable {
    /// What a `Content-Range: bytes 100-199/1000` says.
    public struct ContentRange: Sendable, Hashable {
        public let first: Int64
        public let last: Int64
        /// `nil` when the server does not know it.
        public let total: Int64?
    }

    public let status: Int
    public let headers: HTTPHeaders
    /// After redirects. May hold a query: not for logs.
    public let url: String

    public var isSuccess: Bool { (200..<300).contains(status) }

    /// From `Content-Length`, when the server sent a readable one. Only the streamed body is proof.
    public var contentLength: Int64? { headers["content-length"].flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil } }

    /// The server's clock, from `Date`: seconds since 1970; `nil` where it cannot be read.
    public var serverTime: Int64? { headers["date"].flatMap(HTTPDate.seconds) }

    /// Which bytes a 206 response holds; `nil` for any other status or an unreadable header.
    public var contentRange: ContentRange? {
        status == 206 ? headers["content-range"].flatMap { ContentRange($0) } : nil
    }
}

extension ResponseHead.ContentRange {
    init?(_ text: String) {
        guard text.lowercased().hasPrefix("bytes ") else { return nil }
        let halves = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first <= last else { return nil }
        let total = Int64(halves[1])
        guard halves[1] == "*" || total.map({ $0 > last }) == true else { return nil }
        self.init(first: first, last: last, total: total)
    }
}
