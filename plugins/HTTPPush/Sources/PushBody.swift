import StepKit

/// The exact bytes of a push and what they are.
struct PushBody: Sendable {
    static let maxBytes = 10_000_000

    let bytes: [UInt8]
    let contentType: String?

    /// Text goes as it is, anything else as JSON, nothing as nothing.
    init(_ body: JSONValue?) throws(StepFailure) {
        switch body {
        case nil, .null?:
            bytes = []
            contentType = nil
        case .string(let text)?:
            bytes = Array(text.utf8)
            contentType = "text/plain; charset=UTF-8"
        case let value?:
            bytes = Array(value.text().utf8)
            contentType = "application/json"
        }
        guard bytes.count <= Self.maxBytes else {
            throw StepFailure(.payloadTooLarge, "the body has more than 10 MB")
        }
    }
}
