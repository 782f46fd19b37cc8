import Foundation
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import S3Steps

/// Against moto, filled and read by boto3, with every signature computed again by botocore.
@Suite("A store", .enabled(if: TestClients.areInstalled), .timeLimit(.minutes(10)))
struct StoreTests {
    private static let keys = [
        "plain.txt", "a folder/b+c&d=e?.txt", "Grüße/👍 'x' (1)*~!$@,;:.bin", "a//b/", "per%20cent",
    ]

    private func ask(_ peer: PeerProcess, _ order: JSONValue) async throws -> JSONValue {
        try peer.tell(order.text())
        return try JSONValue(parsing: await peer.line())
    }

    @Test("gives back what boto3 stored, and boto3 reads what was put, whatever the key")
    func keys() async throws {
        let peer = try await PeerProcess("Peers/s3_peer.py")
        for key in Self.keys {
            _ = try await ask(peer, ["put": .string(key), "text": "stored: ü", "type": "text/x-note"])
            let input: JSONValue = ["bucket": "media", "key": .string(key)]
            let got = try await run(S3GetStep.self, input, at: peer.url(""))
            #expect(try String(contentsOfFile: #require(got.artifacts.first).path, encoding: .utf8) == "stored: ü")
            #expect(try got.output["media_type"] == "text/x-note" && got.output["size"] == 10)
            #expect(try got.output["sha256"]?.stringValue == sha256("stored: ü".utf8))

            let put: JSONValue = [
                "bucket": "media", "key": .string(key), "text": "put: ü", "media_type": "text/x-other",
            ]
            let output = try await run(S3PutStep.self, put, at: peer.url("")).output
            let read = try await ask(peer, ["get": .string(key)])
            #expect(read["sha256"]?.stringValue == sha256("put: ü".utf8) && read["type"] == "text/x-other")
            #expect(read["etag"] == output["etag"] && output["size"] == 7)
            #expect(output["url"]?.stringValue?.hasPrefix(peer.url("/media/")) == true)
        }
    }

    @Test("files go and come whole", arguments: [0, 1, 5_000_011])
    func files(size: Int) async throws {
        let peer = try await PeerProcess("Peers/s3_peer.py")
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 8) }
        let folder = try TemporaryFolder()
        let file = artifact(try folder.write(bytes, to: "x"), sha256: sha256(bytes), size: size)
        let put = try await run(S3PutStep.self, ["bucket": "media", "key": "big", "file": file], at: peer.url(""))
        #expect(try put.output["sha256"]?.stringValue == sha256(bytes))
        let read = try await ask(peer, ["get": "big"])
        #expect(read["sha256"]?.stringValue == sha256(bytes) && read["type"] == "video/mp4")
        let got = try await run(S3GetStep.self, ["bucket": "media", "key": "big"], at: peer.url(""))
        #expect(try got.output["sha256"]?.stringValue == sha256(bytes) && got.output["size"] == .int(Int64(size)))
    }

    @Test("what is not there is not found, and a wrong key is refused")
    func missing() async throws {
        let peer = try await PeerProcess("Peers/s3_peer.py")
        for (bucket, key) in [("media", "none"), ("no-such-bucket", "x")] {
            let input: JSONValue = ["bucket": .string(bucket), "key": .string(key)]
            let failure = try await run(S3GetStep.self, input, at: peer.url("")).failure
            #expect(failure?.code == .notFound && failure?.disposition == .permanent)
        }
        let failure = try await run(
            S3GetStep.self, ["bucket": "media", "key": "none"], at: peer.url(""), ["AWS_SECRET_ACCESS_KEY": "wrong"]
        ).failure
        #expect(failure?.code == .accessDenied && failure?.details["code"] == "SignatureDoesNotMatch")
    }
}
