import Foundation
import OutboundHTTP
import StepKit
import Testing

@testable import NotifyWebhookStep

@Suite("Standard Webhooks signatures")
struct SignatureTests {
    @Test("the published vector comes out")
    func vector() throws {
        // The vector's body has a space that our own JSON has not, so the secret is asked directly.
        let content = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}"
        let signature = try SigningSecret(oneSecret).signature(of: Array(content.utf8))
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("id, time and the exact bytes are signed, by each secret in order")
    func content() throws {
        let secrets = try [oneSecret, otherSecret].map(SigningSecret.init)
        let delivery = SignedDelivery(
            event: ["a": 1], id: "msg_x", secrets: secrets, at: Date(timeIntervalSince1970: 1_614_265_330.9))
        let content = Array("msg_x.1614265330.".utf8) + delivery.body
        #expect(delivery.timestamp == 1_614_265_330)
        #expect(delivery.signature == secrets.map { $0.signature(of: content) }.joined(separator: " "))
        #expect(delivery.headers["webhook-timestamp"] == "1614265330")
    }

    @Test("a secret may lack prefix and padding")
    func lenient() throws {
        let content = Array("x".utf8)
        let whole = try SigningSecret(otherSecret).signature(of: content)
        let bare = String(otherSecret.dropFirst(6).prefix { $0 != "=" })
        #expect(try SigningSecret(bare).signature(of: content) == whole)
    }

    @Test(
        "what is no secret is refused without showing it",
        arguments: [
            "", "whsec_", "whsec_####", "whsec_c2hvcnQ=", "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_" + Data(repeating: 1, count: 23).base64EncodedString(),
            "whsec_" + Data(repeating: 1, count: 65).base64EncodedString(),
        ])
    func refused(text: String) {
        do throws(StepFailure) {
            _ = try SigningSecret(text)
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .secretInvalid && error.disposition == .permanent)
            #expect(text.utf8.count < 8 || !error.message.contains(text))
        }
    }

    @Test("an id has no dot, whatever the job is called, and differs for another step")
    func ids() {
        let id = SignedDelivery.id(from: "job_1.42/notify")
        #expect(id == SignedDelivery.id(from: "job_1.42/notify"))
        #expect(id != SignedDelivery.id(from: "job_1.42/other"))
        #expect(id.hasPrefix("msg_") && id.utf8.count == 36 && !id.contains("."))
    }

    @Test(
        "only a whole CloudEvent is called one",
        arguments: [
            (["specversion": "1.0", "id": "1", "source": "/x", "type": "a.b"], true),
            (["specversion": "1.0", "id": "", "source": "/x", "type": "a.b"], false), (["type": "a.b"], false),
            ("text", false), (nil, false),
        ] as [(JSONValue, Bool)])
    func contentTypes(event: JSONValue, isCloudEvent: Bool) {
        let delivery = SignedDelivery(event: event, id: "x", secrets: [], at: Date())
        #expect(delivery.contentType.hasPrefix("application/cloudevents+json") == isCloudEvent)
    }
}
