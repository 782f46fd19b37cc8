/// Why a mail was not made or not sent.
///
/// Neither ``message`` nor ``place`` ever holds a password, an address of a person or a word of the mail.
public struct OutboundMailError: Error, Sendable, Hashable {
    /// Stable codes; the raw values are stored and shown.
    public enum Code: String, Sendable, CaseIterable {
        /// The server's URL, user or password cannot be used as given.
        case serverInvalid = "server_invalid"
        /// A field of the mail cannot be sent as given; ``OutboundMailError/place`` names it.
        case fieldInvalid = "field_invalid"
        /// The server said no for good (5xx); ``OutboundMailError/place`` is the verb it answered.
        case refused
        /// The server said "not now" (4xx).
        case deferred
        /// The user or the password was not accepted, for good (5xx).
        case loginRefused = "login_refused"
        /// TLS could not be set up, is not offered, or the certificate was not trusted.
        case tlsFailed = "tls_failed"
        case dnsFailed = "dns_failed"
        case connectFailed = "connect_failed"
        /// The time limit has passed.
        case timedOut = "timed_out"
        /// The server closed or reset the connection, or spoke no SMTP.
        case connectionBroken = "connection_broken"
        /// The task was cancelled or the client was shut down.
        case cancelled
        /// Anything else that libcurl reports.
        case transferFailed = "transfer_failed"
    }

    public let code: Code
    /// One plain sentence.
    public let message: String
    /// The field (`to[1]`, `subject`) or the verb (`RCPT`); `nil` where there is none.
    public let place: String?
    /// What the server answered, if it refused or deferred.
    public let answer: MailAnswer?
    /// The whole mail was sent and no answer came: the server may have taken it or not.
    public let mayHaveBeenAccepted: Bool

    public init(
        _ code: Code, _ message: String, place: String? = nil, answer: MailAnswer? = nil,
        mayHaveBeenAccepted: Bool = false
    ) {
        self.code = code
        self.message = message
        self.place = place
        self.answer = answer
        self.mayHaveBeenAccepted = mayHaveBeenAccepted
    }

    /// Whether the same mail can be sent later without a change.
    public var isTransient: Bool {
        switch code {
        case .deferred, .tlsFailed, .dnsFailed, .connectFailed, .timedOut, .connectionBroken, .transferFailed: true
        case .serverInvalid, .fieldInvalid, .refused, .loginRefused, .cancelled: false
        }
    }
}

extension OutboundMailError: CustomStringConvertible {
    public var description: String {
        place.map { "\(code.rawValue): \(message) (\($0))" } ?? "\(code.rawValue): \(message)"
    }
}
