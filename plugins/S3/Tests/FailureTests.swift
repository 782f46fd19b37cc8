import Foundation
import OutboundCalls
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import S3Steps

@Suite("Refusals of a store", .timeLimit(.minutes(10)))
struct FailureTests {
    private static let object: JSONValue = ["bucket": "media", "key": "k"]

    private static func error(_ status: Int, _ word: String, _ headers: String...) -> ScriptedServer.Script {
        { _, connection in
            connection.reply(status, "<Error><Code>\(word)</Code><Message>private</Message></Error>", headers: headers)
        }
    }

    @Test(
        "each has its code",
        arguments: [
            (404, "NoSuchKey", "not_found"), (404, "NoSuchBucket", "not_found"), (403, "AccessDenied", "access_denied"),
            (403, "InvalidAccessKeyId", "access_denied"), (503, "SlowDown", "rate_limit"),
            (403, "RequestTimeTooSkewed", "clock_skewed"), (301, "PermanentRedirect", "wrong_region"),
            (400, "AuthorizationHeaderMalformed", "wrong_region"), (400, "EntityTooLarge", "object_too_large"),
            (500, "InternalError", "network_error"), (400, "RequestTimeout", "timeout"),
            (400, "What", "invalid_request"),
            (400, "two words", "invalid_request"), (502, "", "network_error"), (429, "", "rate_limit"),
        ])
    func codes(status: Int, word: String, code: String) async throws {
        try await ScriptedServer.with(Self.error(status, word, "Retry-After: 3", "Location: http://10.0.0.1/")) {
            server in
            let failure = try #require(try await run(S3GetStep.self, Self.object, at: server.url("")).failure)
            #expect(failure.code.rawValue == code)
            let isPassing = ["rate_limit", "timeout", "network_error"].contains(code)
            #expect(failure.disposition == (isPassing ? .retryable(after: .seconds(3)) : .permanent))
            #expect(!"\(failure) \(failure.details)".contains("private"))
            #expect(server.requests.count == 1)
        }
    }

    @Test("a wrong clock is told with how wrong it is, a wrong region with the right one")
    func hints() async throws {
        let then = "Date: Sun, 06 Nov 1994 08:49:37 GMT"
        try await ScriptedServer.with(Self.error(403, "RequestTimeTooSkewed", then)) { server in
            let message = try await run(S3GetStep.self, Self.object, at: server.url("")).failure?.message
            #expect(message?.contains("s ahead") == true && message?.contains("NTP") == true)
        }
        try await ScriptedServer.with(Self.error(301, "PermanentRedirect", "x-amz-bucket-region: eu-west-3")) {
            server in
            let failure = try await run(S3GetStep.self, Self.object, at: server.url("")).failure
            #expect(failure?.message == "the bucket is in another region: eu-west-3")
        }
    }

    @Test("an object is refused when it is too large, not as expected or breaks off, and leaves no file")
    func objects() async throws {
        let script: ScriptedServer.Script = { request, connection in
            guard request.target == "/media/half" else { return connection.reply(200, "0123456789") }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let cases: [(JSONValue, StepFailure.Code)] = [
                (["bucket": "media", "key": "k", "max_size": 9], .objectTooLarge),
                (["bucket": "media", "key": "k", "sha256": .string(sha256([1]))], .checksumMismatch),
                (["bucket": "media", "key": "half"], .networkError),
            ]
            for (input, code) in cases {
                let outcome = try await run(S3GetStep.self, input, at: server.url(""))
                #expect(outcome.failure?.code == code && outcome.artifacts.isEmpty)
            }
        }
    }

    @Test("only a file that is what its digest says is sent")
    func files() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("text", to: "x")
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: path)
        let right = sha256("text".utf8)
        try await ScriptedServer.with({ _, connection in connection.reply(200) }) { server in
            let cases: [([String: JSONValue], StepFailure.Code)] = [
                (["file": artifact(path, sha256: sha256([]), size: 4)], .checksumMismatch),
                (["file": artifact(folder.path("none"), sha256: right, size: 4)], .notFound),
                (["file": artifact(folder.path("link"), sha256: right, size: 4)], .notFound),
                (["file": artifact(folder.path, sha256: right, size: 4)], .invalidPayload),
                (["file": artifact(path, sha256: right, size: 4), "text": "x"], .invalidPayload),
                ([:], .invalidPayload),
            ]
            for (more, code) in cases {
                let input = more.merging(["bucket": "media", "key": "k"]) { $1 }
                let failure = try await run(S3PutStep.self, .object(input), at: server.url("")).failure
                #expect(failure?.code == code)
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a store that a job names is reached by the same rules as any other address")
    func networks() async throws {
        for endpoint in ["http://127.0.0.1:1", "https://10.0.0.1", "http://8.8.8.8"] {
            let input: JSONValue = ["bucket": "media", "key": "k", "endpoint": .string(endpoint)]
            #expect(try await run(S3GetStep.self, input, at: nil).failure?.code == .urlForbidden)
        }
    }
}
