import Crypto
import Foundation
import OutboundHTTP
import StepKit

/// One attempt at one event: the exact bytes, and the headers that vouch for them.
struct SignedDelivery: Sendable {
    /// The same for every attempt: receivers know a repetition by it.
    let id: String
    /// Seconds since 1970, when this attempt was signed.
    let timestamp: Int64
    let body: [UInt8]
    let contentType: String
    let signature: String

    init(event: JSONValue, id: String, secrets: [SigningSecret], at date: Date) {
        self.id = id
        timestamp = Int64(date.timeIntervalSince1970)
        body = Array(event.text().utf8)
        contentType = event.isCloudEvent ? "application/cloudevents+json; charset=UTF-8" : "application/json"
        let content = Array("\(id).\(timestamp).".utf8) + body
        signature = secrets.map { $0.signature(of: content) }.joined(separator: " ")
    }

    var headers: HTTPHeaders {
        [
            "Content-Type": contentType, "webhook-id": id, "webhook-timestamp": String(timestamp),
            "webhook-signature": signature,
        ]
    }

    /// An id without a `.`, which is what the signed text is divided by.
    static func id(from idempotencyKey: String) -> String {
        let digest = SHA256.hash(data: Data(idempotencyKey.utf8)).prefix(16)
        return "msg_" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension JSONValue {
    /// Whether it has the four attributes that make a structured CloudEvent.
    fileprivate var isCloudEvent: Bool {
        ["specversion", "id", "source", "type"].allSatisfy { self[$0]?.stringValue?.isEmpty == false }
    }
}
