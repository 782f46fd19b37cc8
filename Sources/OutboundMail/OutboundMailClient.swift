/// Sends mails through one server, on one thread of its own that starts with the first mail. Connections are kept for
/// some seconds and used again.
///
/// Make one and share it.
public final class OutboundMailClient: Sendable {
    private let loop: MailLoop
    private let server: MailServer
    private let certificateAuthorities: String?

    /// - Parameters:
    ///   - certificateAuthorities: path of a PEM file to trust instead of the system's.
    ///   - mostConnections: mails beyond that many at once wait for their turn. Default 8, at least 1.
    public init(server: MailServer, certificateAuthorities: String? = nil, mostConnections: Int = 8) {
        self.server = server
        self.certificateAuthorities = certificateAuthorities
        loop = MailLoop(mostConnections: max(1, mostConnections))
    }

    deinit {
        loop.shutdown()
    }

    /// Ends every mail under way with `cancelled`, closes all connections and ends the thread.
    public func shutdown() {
        loop.shutdown()
    }

    /// Hands a mail to the server for one recipient, in a transaction of its own: so each recipient's answer is exact,
    /// and one that is refused at the end takes no other with it.
    ///
    /// Cancelling the task closes the connection at once.
    /// - Parameters:
    ///   - recipient: one of the mail's, or anybody else (a blind copy).
    ///   - timeout: for waiting, connecting and sending together.
    ///   - connectTimeout: for name lookup, TCP and TLS. Default 10 s.
    /// - Returns: the answer by which the server took the mail over.
    /// - Throws: ``OutboundMailError``.
    public func send(
        _ message: MailMessage, to recipient: MailAddress, timeout: Duration, connectTimeout: Duration = .seconds(10)
    ) async throws(OutboundMailError) -> MailAnswer {
        guard !Task.isCancelled else { throw Posting.cancelled }
        let posting = Posting(
            plan: MailPlan(
                server: server, certificateAuthorities: certificateAuthorities, sender: message.from.address,
                recipient: recipient.address, bytes: message.rendered(), end: .now + timeout,
                connectTimeout: connectTimeout))
        loop.start(posting)
        return try await withTaskCancellationHandler {
            await posting.result()
        } onCancel: {
            loop.abandon(posting)
        }.get()
    }
}

/// All that the loop's thread needs for one transaction.
struct MailPlan: Sendable {
    let server: MailServer
    let certificateAuthorities: String?
    let sender: String
    let recipient: String
    let bytes: [UInt8]
    let end: ContinuousClock.Instant
    let connectTimeout: Duration
}
