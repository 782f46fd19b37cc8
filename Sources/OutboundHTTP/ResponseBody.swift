/// The bytes of a response, in chunks of at most about 320 KiB, read once and by one reader.
///
/// Reading slowly is fine: with 256 KiB unread the transfer pauses and the peer waits. Outside the scope of
/// ``OutboundHTTPClient/withResponse(to:_:)`` reading throws `cancelled`.
public struct ResponseBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    let exchange: Exchange
    let loop: MultiLoop

    public struct AsyncIterator: AsyncIteratorProtocol {
        let exchange: Exchange
        let loop: MultiLoop

        /// `nil` at the end of a whole body; throws ``OutboundHTTPError`` when it is not whole.
        public mutating func next() async throws -> [UInt8]? {
            guard let (chunk, resumes) = try await exchange.nextChunk() else { return nil }
            if resumes { loop.resume(exchange) }
            return chunk
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(exchange: exchange, loop: loop)
    }

    /// All bytes. Throws `too_large` as soon as there are more than `limit`.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self {
            guard chunk.count <= limit - bytes.count else {
                throw OutboundHTTPError(
                    .tooLarge, "The response is larger than \(limit) bytes.", place: exchange.plan.url.origin)
            }
            bytes += chunk
        }
        return bytes
    }

    /// The most bytes that ever waited to be read.
    package var peakUnread: Int { exchange.peakUnread }
}
