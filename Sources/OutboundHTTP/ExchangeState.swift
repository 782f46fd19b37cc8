/// What a transfer and its reader know of each other. Pure: no locks, no tasks, no libcurl.
struct ExchangeState: Sendable {
    /// With this much unread, the transfer pauses.
    static let window = 256 * 1024

    enum Receipt { case stored, paused, refused }
    enum HeadStep { case head(ResponseHead), failed(OutboundHTTPError), wait }
    enum BodyStep { case chunk([UInt8], resumes: Bool), finished, failed(OutboundHTTPError), wait }

    private enum Ending { case whole, failed(OutboundHTTPError) }

    private var head: ResponseHead?
    private var unread: [UInt8] = []
    private var isPaused = false
    private var ending: Ending?
    private(set) var peakUnread = 0

    mutating func receive(_ head: ResponseHead) {
        self.head = head
    }

    /// `paused`: not taken, offer it again after a resume. `refused`: nobody reads any more.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Receipt {
        guard ending == nil else { return .refused }
        guard unread.count < Self.window else {
            isPaused = true
            return .paused
        }
        unread.append(contentsOf: bytes)
        peakUnread = max(peakUnread, unread.count)
        return .stored
    }

    /// The transfer's own end. The first end stays; bytes received before it can still be read.
    mutating func end(_ error: OutboundHTTPError?) {
        guard ending == nil else { return }
        ending = error.map(Ending.failed) ?? .whole
    }

    /// The reader's end: forgets what is unread. False when the transfer had ended by itself.
    mutating func abandon(_ error: OutboundHTTPError) -> Bool {
        unread = []
        guard ending == nil else { return false }
        ending = .failed(error)
        return true
    }

    func nextHead() -> HeadStep {
        if let head { return .head(head) }
        guard case .failed(let error) = ending else { return .wait }
        return .failed(error)
    }

    mutating func nextChunk() -> BodyStep {
        if !unread.isEmpty {
            let chunk = unread
            let resumes = isPaused
            unread = []
            isPaused = false
            return .chunk(chunk, resumes: resumes)
        }
        switch ending {
        case nil: return .wait
        case .whole: return .finished
        case .failed(let error): return .failed(error)
        }
    }

    var hasHeadOrEnd: Bool { head != nil || ending != nil }
    var hasBytesOrEnd: Bool { !unread.isEmpty || ending != nil }
}
