/// What the development model refuses, and why it could not start.
///
/// Sent to clients as `{"error": {"message", "type", "code", "param"}}`, the form OpenAI-compatible servers use.
public struct DevModelError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Raw values are stable codes.
    public enum Code: String, Sendable {
        case invalidJSON = "invalid_json"
        case invalidRequest = "invalid_request"
        case invalidImage = "invalid_image"
        case invalidAudio = "invalid_audio"
        case unsupportedSchema = "unsupported_schema"
        case invalidFault = "invalid_fault"
        case bodyTooLarge = "body_too_large"
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case rateLimitExceeded = "rate_limit_exceeded"
        case injectedFailure = "injected_failure"
        case decoderUnavailable = "decoder_unavailable"
        case shuttingDown = "shutting_down"
        case addressUnavailable = "address_unavailable"
        case invalidAddress = "invalid_address"
    }

    public let code: Code
    public let message: String
    /// Where in the request, as a JSON pointer such as `/messages/0/content`, or the header's name; `nil` for the whole.
    public let place: String?
    /// The HTTP status a client sees.
    public let status: Int

    init(_ code: Code, _ message: String, at place: String? = nil, status: Int? = nil) {
        self.code = code
        self.message = message
        self.place = place
        self.status = status ?? Self.status(of: code)
    }

    public var description: String { place.map { "\(message) (at \($0))" } ?? message }

    private static func status(of code: Code) -> Int {
        switch code {
        case .invalidJSON, .invalidRequest, .invalidImage, .invalidAudio, .unsupportedSchema, .invalidFault,
            .invalidAddress:
            400
        case .bodyTooLarge: 413
        case .notFound: 404
        case .methodNotAllowed: 405
        case .rateLimitExceeded: 429
        case .injectedFailure, .decoderUnavailable: 500
        case .shuttingDown, .addressUnavailable: 503
        }
    }
}
