import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("The HTTP API's manners", .serialized)
struct APITests {
    struct WrongMethod: CustomTestStringConvertible, Sendable {
        let method: String
        let path: String
        let allow: String
        var testDescription: String { "\(method) \(path)" }
    }

    private static let wrongMethods = [
        WrongMethod(method: "PUT", path: "/v1/jobs", allow: "GET, HEAD, POST"),
        WrongMethod(method: "POST", path: "/v1/jobs/x/events", allow: "GET, HEAD"),
        WrongMethod(method: "DELETE", path: "/v1/dead-letters", allow: "GET, HEAD"),
        WrongMethod(method: "GET", path: "/v1/dead-letters/redrive", allow: "POST"),
        WrongMethod(method: "POST", path: "/v1/dead-letters/groups", allow: "GET, HEAD"),
        WrongMethod(method: "GET", path: "/v1/store/backup", allow: "POST"),
        WrongMethod(method: "PATCH", path: "/healthz", allow: "GET, HEAD"),
    ]

    @Test("A known path refuses another method with 405 and names its own; an unknown path is 404")
    func methods() async throws {
        let bench = try await LetterBench()
        for wrong in Self.wrongMethods {
            let answer = try await bench.api.call(wrong.method, wrong.path, wrong.method == "GET" ? nil : "{}")
            let comment = Comment(rawValue: wrong.testDescription)
            #expect(answer.status == 405, comment)
            #expect(answer.code == "method_not_allowed", comment)
            #expect(answer.allow == wrong.allow, comment)
        }
        #expect(try await bench.api.call("GET", "/v1/dead-letter").code == "no_such_route")
    }

    @Test(
        "What a foreign page makes a browser send is refused, whatever it asks for",
        arguments: [
            ("origin", "https://evil.example", "foreign_origin"),
            ("content-type", "text/plain", "unsupported_media_type"),
            ("content-type", "application/jsonx", "unsupported_media_type"),
            ("content-type", "", "unsupported_media_type"),
        ])
    func foreignPages(_ name: String, _ value: String, _ code: String) async throws {
        let bench = try await LetterBench()
        let answer = try await bench.api.call(
            "POST", "/v1/store/backup", #"{"path": "/tmp/never-written.db"}"#, headers: [(name, value)])
        #expect(answer.code == code && answer.status == (name == "content-type" ? 415 : 403))
    }

    @Test("A host name of somebody else's that was made to lead here is refused")
    func foreignHost() async throws {
        let bench = try await LetterBench()
        let port = try #require(bench.api.address.split(separator: ":").last)
        let request = #"GET /v1/jobs HTTP/1.1\r\nhost: evil.example:\#(port)\r\nconnection: close\r\n\r\n"#
        let talk = Process()
        talk.executableURL = URL(filePath: "/bin/bash")
        talk.arguments = ["-c", "exec 3<>/dev/tcp/127.0.0.1/\(port); printf '\(request)' >&3; cat <&3"]
        let output = Pipe()
        talk.standardOutput = output
        try talk.run()
        let answer = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 403") && answer.contains("foreign_host"))
    }

    @Test("An id in a path may be percent-encoded")
    func encodedID() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die()
        let encoded = id.replacing("-", with: "%2D")
        #expect(try await bench.api.call("GET", "/v1/jobs/\(encoded)").body["id"]?.stringValue == id)
        #expect(try await bench.api.call("GET", "/v1/jobs/%FF").code == "invalid_path")
    }

    @Test("A repeated submission is answered with where its job stands now")
    func repeated() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die()
        let job = try await bench.api.job(id)
        let body: JSONValue = [
            "jobType": job["jobType"] ?? .null, "payload": job["payload"] ?? .null, "creatorId": "ada",
        ]
        let headers = [("idempotency-key", "once")]
        let first = try await bench.api.call("POST", "/v1/jobs", body.text(), headers: headers)
        let new = try #require(first.body["id"]?.stringValue)
        try await eventually("it ends") { try await bench.api.status(of: new) == "failed" }
        let second = try await bench.api.call("POST", "/v1/jobs", body.text(), headers: headers)
        #expect(second.body["id"]?.stringValue == new && second.body["status"] == "failed" && second.status == 200)
    }

    @Test("The events of all jobs come in order and resume after a sequence")
    func events() async throws {
        let bench = try await LetterBench()
        let first = try await bench.die()
        let second = try await bench.die()
        let all = try await bench.api.call("GET", "/v1/events").body["events"]?.arrayValue ?? []
        let sequences = all.compactMap { $0["sequence"]?.intValue }
        #expect(sequences == sequences.sorted())
        #expect(Set(all.compactMap { $0["jobId"]?.stringValue }) == [first, second])
        let middle = sequences[sequences.count / 2]
        let rest = try await bench.api.call("GET", "/v1/events?after=\(middle)").body["events"]?.arrayValue ?? []
        #expect(rest.compactMap { $0["sequence"]?.intValue } == sequences.filter { $0 > middle })
        let page = try await bench.api.call("GET", "/v1/jobs/\(first)/events?limit=1").body["events"]
        #expect(page?.arrayValue?.count == 1)
    }

    private static let batch = "application/cloudevents-batch+json"

    @Test("Whoever accepts a batch of CloudEvents gets a bare array of them", arguments: [true, false])
    func cloudEvents(ofOneJob: Bool) async throws {
        let bench = try await LetterBench()
        let id = try await bench.die()
        let path = ofOneJob ? "/v1/jobs/\(id)/events" : "/v1/events"
        let plain = try await bench.api.call("GET", path, headers: [("accept", "application/json")])
        #expect(plain.mediaType == "application/json")
        let events = try #require(plain.body["events"]?.arrayValue)
        for accept in [Self.batch, "application/json;q=0.5, Application/CloudEvents-Batch+JSON ; q=0.9"] {
            let answer = try await bench.api.call("GET", path, headers: [("accept", accept)])
            #expect(answer.status == 200)
            #expect(answer.mediaType == Self.batch)
            let batch = try #require(answer.body.arrayValue)
            #expect(batch.map { $0["sequence"]?.stringValue } == events.map { $0["sequence"]?.text() })
            #expect(batch.map { $0["data"] } == events.map { $0["data"] })
            #expect(batch.allSatisfy { $0["specversion"] == "1.0" && $0["source"] == .string("/v1/jobs/\(id)") })
            #expect(batch.first?["type"] == "job.submitted")
        }
        let none = try await bench.api.call("GET", "\(path)?after=9999999", headers: [("accept", Self.batch)])
        #expect(none.body == [])
        let bad = try await bench.api.call("GET", "\(path)?after=x", headers: [("accept", Self.batch)])
        #expect((bad.status, bad.mediaType) == (400, "application/problem+json"))
    }

    @Test("A list of schedules is there, empty without any")
    func schedules() async throws {
        let bench = try await LetterBench()
        #expect(try await bench.api.call("GET", "/v1/schedules").body == ["schedules": []])
    }
}
