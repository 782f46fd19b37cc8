/// Somebody who carries a connection's messages to its client: a socket, a stream or one poll.
struct CarrierLine: Sendable, Hashable {
    /// Attachments of one connection differ in it.
    let number: Int
    /// Yields when there is something to take; ends when there never will be.
    let wake: AsyncStream<Void>.Continuation
    /// Ends when the carrier must drop everything, even in the middle of a write.
    let abort: AsyncStream<Void>.Continuation

    /// The ends of the streams that a carrier listens to.
    struct Streams: Sendable {
        let wake: AsyncStream<Void>.Continuation
        let abort: AsyncStream<Void>.Continuation
    }

    static func == (left: CarrierLine, right: CarrierLine) -> Bool { left.number == right.number }
    func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// What is to be done to a carrier once the lock is released.
enum Signal: Sendable, Hashable {
    case wake(CarrierLine)
    /// It has waited long enough; what it carries for goes on.
    case finish(CarrierLine)
    case abort(CarrierLine)

    func deliver() {
        switch self {
        case .wake(let attachment): attachment.wake.yield()
        case .finish(let attachment): attachment.wake.finish()
        case .abort(let attachment):
            attachment.wake.finish()
            attachment.abort.finish()
        }
    }
}
