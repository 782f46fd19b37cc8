import JSONModel
import TestSupport
import Testing

@Suite("Dead letters over HTTP", .serialized)
struct DeadLetterRouteTests {
    @Test("A dead letter is listed, grouped, found by every filter and shown with its payload and steps")
    func reading() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die(["file": "/nowhere", "note": "Wanted"])
        try await bench.die(creator: "bob")
        let all = try await bench.api.call("GET", "/v1/dead-letters").body
        #expect(all["count"] == 2)
        #expect(all["next"] == .null)
        let oldest = try #require(all["letters"]?[1])
        #expect(oldest["jobId"] == .string(id))
        #expect(oldest["reason"] == "PermanentFailure")
        #expect(oldest["error"]?["step"] == "look")
        #expect(oldest["payload"] == nil)
        let fingerprint = oldest["fingerprint"]?.stringValue ?? ""
        let filters = [
            "jobId=\(id)": 1, "text=wANTED": 1, "creatorId=bob": 1, "subscription=gate": 2, "pipeline=gate": 2,
            "jobType=gate": 2, "code=process_failed": 2, "reason=PermanentFailure": 2, "newerThan=1h": 2,
            "fingerprint=\(fingerprint)": 2, "olderThan=1h": 0, "code=other": 0, "code=process_failed&creatorId=eve": 0,
        ]
        for (filter, count) in filters {
            let answer = try await bench.api.call("GET", "/v1/dead-letters?\(filter)").body
            #expect(answer["count"] == .int(Int64(count)), "\(filter)")
            #expect(answer["letters"]?.arrayValue?.count == count, "\(filter)")
        }
        let groups = try await bench.api.call("GET", "/v1/dead-letters/groups").body["groups"]
        #expect(groups?.arrayValue?.count == 1)
        #expect(groups?[0]?["count"] == 2)
        let letter = try await bench.api.call("GET", "/v1/dead-letters/\(oldest["delivery"]?.text() ?? "")").body
        #expect(letter["payload"]?["note"] == "Wanted")
        #expect(letter["attempts"]?["failed"] == 1)
        #expect(letter["steps"]?.arrayValue?.map { $0["status"] } == ["completed", "failed"])
    }

    @Test("Pages neither lose nor repeat a letter")
    func pages() async throws {
        let bench = try await LetterBench()
        for _ in 0..<3 { try await bench.die() }
        var (found, query): ([Int64], String?) = ([], "limit=2&payload=true")
        while let asked = query {
            let page = try await bench.api.call("GET", "/v1/dead-letters?\(asked)").body
            #expect(page["count"] == 3)
            #expect(page["letters"]?[0]?["payload"] == ["file": "/nowhere"])
            found += page["letters"]?.arrayValue?.compactMap { $0["delivery"]?.intValue } ?? []
            query = page["next"]?.intValue.map { "limit=2&payload=true&before=\($0)" }
        }
        #expect(found == found.sorted(by: >))
        #expect(Set(found).count == 3)
    }

    @Test("An order acts on exactly the previewed letters while others die, and says which are gone or have moved")
    func exactSet() async throws {
        let bench = try await LetterBench()
        let first = try await bench.die()
        let second = try await bench.die()
        let preview = try await bench.preview()
        #expect(preview["count"] == 2)
        #expect(preview["groups"]?[0]?["count"] == 2)
        let late = try await bench.die()
        let letters = try #require(preview["letters"])

        // The first comes back and dies again: its letter has another fence.
        let own = try await bench.preview("?jobId=\(first)")
        _ = try await bench.order("redrive", ["letters": own["letters"] ?? []])
        try await eventually("it dies again") { try await bench.preview("?jobId=\(first)")["count"] == 1 }

        let answer = try await bench.order("discard", ["letters": letters])
        #expect(answer.status == 200)
        #expect(answer.body["discarded"] == 1)
        #expect(answer.body["moved"] == 1)
        let again = try await bench.order("discard", ["letters": letters])
        #expect(again.body["gone"] == 1)
        #expect(again.body["moved"] == 1)
        let left = try await bench.api.call("GET", "/v1/dead-letters").body["letters"]?.arrayValue ?? []
        #expect(Set(left.compactMap { $0["jobId"]?.stringValue }) == [first, late])
        #expect(try await bench.api.status(of: second) == "failed")
    }

    @Test("An order by query is refused when the query finds another number")
    func expectation() async throws {
        let bench = try await LetterBench()
        try await bench.die()
        let wrong = try await bench.order("redrive", ["query": ["subscription": "gate"], "expect": 2])
        #expect((wrong.status, wrong.code) == (409, "preview_changed"))
        #expect(wrong.body["pointer"] == "/expect")
        #expect(try await bench.preview()["count"] == 1)
        let right = try await bench.order("discard", ["query": ["subscription": "gate"], "expect": 1])
        #expect(right.body["discarded"] == 1)
    }

    @Test("A redrive keeps finished steps, or begins at the start; a payload is checked and begins at the start")
    func redrive() async throws {
        let bench = try await LetterBench()
        let kept = try await bench.die(["file": .string(bench.closedGate)])
        let anew = try await bench.die(["file": .string(bench.closedGate)])
        let changed = try await bench.die()
        let letters = { (id: String) in try await bench.preview("?jobId=\(id)")["letters"] ?? [] }
        let bad = try await bench.order("redrive", ["letters": letters(changed), "payload": ["file": 5]])
        #expect((bad.status, bad.code) == (400, "invalid_payload"))
        #expect(bad.body["pointer"] == "/payload/file")
        let file = try bench.openGate()
        _ = try await bench.order("redrive", ["letters": letters(kept)])
        _ = try await bench.order("redrive", ["letters": letters(anew), "from": "start", "pipeline": "current"])
        _ = try await bench.order("redrive", ["letters": letters(changed), "payload": ["file": .string(file)]])
        for (id, runs) in [(kept, 1), (anew, 2), (changed, 2)] {
            try await bench.completes(id)
            let events = try await bench.api.call("GET", "/v1/jobs/\(id)/events").body["events"]?.arrayValue ?? []
            let marks = events.count { $0["type"] == "step.completed" && $0["data"]?["step"] == "mark" }
            #expect(marks == runs)
            #expect(events.count { $0["type"] == "job.redriven" } == 1)
        }
        #expect(try await bench.preview()["count"] == 0)
        #expect(try await bench.api.call("GET", "/v1/store/audit").body["findings"] == [])
    }

    @Test("With a rate the letters come back one after the other")
    func rate() async throws {
        let bench = try await LetterBench()
        for _ in 0..<3 { try await bench.die() }
        let letters = try await bench.preview()["letters"] ?? []
        let answer = try await bench.order("redrive", ["letters": letters, "rate": "1/h"])
        #expect(answer.body["redriven"] == 3)
        try await eventually("the first dies again") { try await bench.preview()["count"] == 1 }
        let counts = try await bench.api.call("GET", "/v1/subscriptions").body["subscriptions"]?[0]
        #expect(counts?["scheduled"] == 2)
        #expect(counts?["difference"] == 0)
        #expect(counts?["hasWorker"] == true)
    }

    struct BadOrder: CustomTestStringConvertible, Sendable {
        var path = "redrive"
        let body: String
        var status = 422
        var code = "invalid_body"
        let pointer: String
        var testDescription: String { "\(path) \(body)" }
    }

    private static let badOrders = [
        BadOrder(body: "[]", pointer: ""),
        BadOrder(body: "{}", pointer: "/letters"),
        BadOrder(body: #"{"letters":[]}"#, pointer: "/letters"),
        BadOrder(body: #"{"letters":[{"delivery":1}]}"#, pointer: "/letters/0"),
        BadOrder(
            body: #"{"letters":[{"delivery":1,"fence":1},{"delivery":1,"fence":2}]}"#, pointer: "/letters/1/delivery"),
        BadOrder(body: #"{"letter":[]}"#, pointer: "/letter"),
        BadOrder(body: #"{"query":{}}"#, pointer: "/expect"),
        BadOrder(body: #"{"query":{},"expect":-1}"#, pointer: "/expect"),
        BadOrder(
            body: #"{"query":{"subscripton":"x"},"expect":1}"#, status: 400, code: "invalid_query",
            pointer: "/query/subscripton"),
        BadOrder(
            body: #"{"query":{"olderThan":"soon"},"expect":1}"#, status: 400, code: "invalid_query",
            pointer: "/query/olderThan"),
        BadOrder(body: #"{"letters":[{"delivery":1,"fence":1}],"query":{},"expect":1}"#, pointer: "/query"),
        BadOrder(body: #"{"letters":[{"delivery":1,"fence":1}],"from":"middle"}"#, pointer: "/from"),
        BadOrder(body: #"{"letters":[{"delivery":1,"fence":1}],"pipeline":"old"}"#, pointer: "/pipeline"),
        BadOrder(body: #"{"letters":[{"delivery":1,"fence":1}],"rate":"0/s"}"#, pointer: "/rate"),
        BadOrder(body: #"{"letters":[{"delivery":1,"fence":1}],"rate":"10"}"#, pointer: "/rate"),
        BadOrder(
            body: #"{"letters":[{"delivery":1,"fence":1},{"delivery":2,"fence":1}],"payload":{}}"#,
            code: "one_letter_needed", pointer: "/payload"),
        BadOrder(path: "discard", body: #"{"letters":[{"delivery":1,"fence":1}],"from":"start"}"#, pointer: "/from"),
    ]

    @Test("A bad order is refused with a code and the place; one for letters that never were says gone")
    func badOrders() async throws {
        let bench = try await LetterBench()
        for bad in Self.badOrders {
            let answer = try await bench.api.call("POST", "/v1/dead-letters/\(bad.path)", bad.body)
            let comment = Comment(rawValue: "\(bad.testDescription): \(answer.body.text())")
            #expect(answer.status == bad.status, comment)
            #expect(answer.code == bad.code, comment)
            #expect(answer.body["pointer"] == .string(bad.pointer), comment)
        }
        let none = try await bench.order("redrive", ["letters": [["delivery": 77, "fence": 1]]])
        #expect(none.body["gone"] == 1)
        #expect(none.body["letters"]?[0]?["outcome"] == "gone")
        let many = (0...10_000).map { #"{"delivery":\#($0),"fence":1}"# }.joined(separator: ",")
        let tooMany = try await bench.api.call("POST", "/v1/dead-letters/discard", "{\"letters\":[\(many)]}")
        #expect((tooMany.status, tooMany.code) == (422, "too_many_letters"))
        let unknown = try await bench.api.call("GET", "/v1/dead-letters?jobTyp=x")
        #expect((unknown.status, unknown.code) == (400, "invalid_query"))
        #expect(unknown.body["detail"]?.stringValue?.contains("did you mean `jobType`?") == true)
        for path in ["17", "x", "-1", "99999999999999999999"] {
            #expect(try await bench.api.call("GET", "/v1/dead-letters/\(path)").status == 404)
        }
    }
}
