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

    @Test("The events of all jobs come in order and resume after a sequence; as CloudEvents for whoever asks")
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
        let cloud = try await bench.api.call(
            "GET", "/v1/jobs/\(first)/events", headers: [("accept", "application/cloudevents+json")])
        let event = cloud.body["events"]?[0]
        #expect(event?["specversion"] == "1.0")
        #expect(event?["type"] == "job.submitted")
        #expect(event?["source"] == .string("/v1/jobs/\(first)"))
        #expect(event?["sequence"] == .string("\(sequences[0])"))
    }

    @Test("A list of schedules is there, empty without any")
    func schedules() async throws {
        let bench = try await LetterBench()
        #expect(try await bench.api.call("GET", "/v1/schedules").body == ["schedules": []])
    }
}
