import Broker
import Foundation
import OutboundHTTP
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import NotifyWebhookStep

/// Judged by other people's code: PyPI `standardwebhooks` and `cloudevents`.
@Suite("A Python receiver", .enabled(if: TestClients.areInstalled), .timeLimit(.minutes(10)))
struct PeerTests {
    private let event = EventRecord(
        sequence: 42, jobID: "job_1", type: "job.completed", data: ["title": "Grüße \u{2028} \"x\" 👍", "cost": 0.25],
        time: Timestamp(milliseconds: 1_700_000_000_123))

    private func report(of peer: PeerProcess) async throws -> JSONValue { try JSONValue(parsing: await peer.line()) }

    @Test("verifies a delivery and reads the event in it")
    func verified() async throws {
        let peer = try await PeerProcess("Peers/webhook_peer.py", [oneSecret, otherSecret])
        let output = try await deliver(to: peer.url(), ["event": event.cloudEvent]).output
        let report = try await report(of: peer)
        #expect(report["verified"] == [true, false])
        #expect(report["headers"]?["webhook-id"] == output["webhook_id"])
        let read = report["events"]?[0]
        #expect(read?["id"] == "42" && read?["type"] == "job.completed" && read?["source"] == "/v1/jobs/job_1")
        #expect(read?["subject"] == "job_1" && read?["sequence"] == "42" && read?["data"] == event.data)
        #expect(read?["time"]?.stringValue?.hasPrefix("2023-11-14T22:13:20.123") == true)
    }

    @Test("verifies with either secret while they rotate")
    func rotation() async throws {
        let peer = try await PeerProcess("Peers/webhook_peer.py", [oneSecret, otherSecret])
        let secrets: JSONValue = ["secrets": [.string(otherSecret), .string(oneSecret)]]
        _ = try await deliver(to: peer.url(), secrets).output
        let report = try await report(of: peer)
        #expect(report["verified"] == [true, true])
        #expect(report["headers"]?["content-type"] == "application/json")
    }

    @Test("does not verify what was signed an hour ago")
    func stale() async throws {
        let peer = try await PeerProcess("Peers/webhook_peer.py", [oneSecret])
        try await DatedWebhook.$date.withValue(Date(timeIntervalSinceNow: -3600)) {
            _ = try await deliver(to: peer.url()).output
        }
        #expect(try await report(of: peer)["verified"] == [false])
    }

    @Test("reads every kind of event in the structured form")
    func events() async throws {
        let peer = try await PeerProcess("Peers/webhook_peer.py", [oneSecret])
        for data: JSONValue in [nil, true, 1.5, "text", [], [1, nil], [:], ["a": ["b": []]]] {
            let event = EventRecord(
                sequence: .max, jobID: "a.b", type: "step.progress", data: data, time: Timestamp(milliseconds: 0))
            _ = try await deliver(to: peer.url(), ["event": event.cloudEvent]).output
            let read = try await report(of: peer)["events"]?[0]
            #expect(read?["error"] == nil && read?["data"] == data && read?["type"] == "step.progress")
        }
    }

    @Test("reads a batch as `GET /v1/events` gives it")
    func batch() async throws {
        let peer = try await PeerProcess("Peers/webhook_peer.py")
        let next = EventRecord(sequence: 43, jobID: "job_2", type: "video.analysed", data: [1], time: event.time)
        let body = JSONValue.array([event, next].map(\.cloudEvent)).text()
        let request = OutboundRequest(
            "POST", peer.url(), headers: ["Content-Type": "application/cloudevents-batch+json"], body: Array(body.utf8))
        let client = OutboundHTTPClient(addressPolicy: .unrestricted)
        #expect(try await client.send(request, collectUpTo: 100).status == 204)
        let read = try await report(of: peer)["events"]
        #expect(read?[0]?["id"] == "42" && read?[1]?["subject"] == "job_2" && read?[1]?["type"] == "video.analysed")
    }
}
