/// Why a step did not succeed, and whether another try may help.
public struct StepFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// A stable, lower-snake name of a failure, written in `retry.on`, stored and shown.
    public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }
        public init(stringLiteral value: String) { rawValue = value }
        public var description: String { rawValue }

        /// The input can never work. Permanent.
        public static let invalidPayload: Code = "invalid_payload"
        /// What the input names does not exist. Permanent.
        public static let notFound: Code = "not_found"
        /// The other side asks for fewer requests. Retryable.
        public static let rateLimit: Code = "rate_limit"
        /// Nothing came in time, here or at the other side. Retryable.
        public static let timeout: Code = "timeout"
        /// The connection failed or broke. Retryable.
        public static let networkError: Code = "network_error"
        /// A budget does not hold what the call may cost. Permanent.
        package static let budgetExceeded: Code = "budget_exceeded"
        /// An error nobody declared. Retried by the delivery's backoff.
        public static let unexpected: Code = "unexpected"
    }

    /// What the runtime does next.
    public enum Disposition: Sendable, Hashable {
        /// Trying again changes nothing: the step and its job fail.
        case permanent
        /// Try again by the step's retry policy.
        case retryable(after: Duration? = nil)

        /// Try again by the step's retry policy.
        public static var retryable: Disposition { .retryable(after: nil) }
    }

    public let code: Code
    /// One sentence for a person. Must not hold secrets, nor answers of a server the caller does not own.
    public let message: String
    public let disposition: Disposition
    /// Facts for machines, shown beside the message.
    public let details: JSONValue

    /// - Parameter disposition: by default what the code stands for: the known retryable codes and
    ///   ``Code/unexpected`` are retryable, every other is permanent.
    public init(_ code: Code, _ message: String, disposition: Disposition? = nil, details: JSONValue = .null) {
        let retryable: Set<Code> = [.rateLimit, .timeout, .networkError, .unexpected]
        self.code = code
        self.message = message
        self.disposition = disposition ?? (retryable.contains(code) ? .retryable : .permanent)
        self.details = details
    }

    /// Whether another try may help.
    package var isRetryable: Bool { disposition != .permanent }

    public var description: String { "\(code): \(message)" }
}
