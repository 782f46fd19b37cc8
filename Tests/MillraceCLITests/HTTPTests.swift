import JSONModel
import TestSupport
import Testing

@Suite("The HTTP API", .serialized)
struct HTTPTests {
    private func helloServer() async throws -> RunningServer {
        let project = try TestProject(
            withShippedPipelines: false, ["hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing])
        return try await RunningServer(project)
    }

    @Test("A job can be submitted, followed, listed and is not cancelled once it has ended")
    func wayOfAJob() async throws {
        let server = try await helloServer()
        let api = server.api
        #expect(try await api.call("GET", "/healthz").body == ["status": "ok"])
        #expect(try await api.call("GET", "/readyz").body == ["status": "ready"])

        let body = #"{"jobType":"say.hello","payload":{"name":"World"},"creatorId":"ada"}"#
        let receipt = try await api.call("POST", "/v1/jobs", body)
        #expect(receipt.status == 202)
        let id = try #require(receipt.body["id"]?.stringValue)
        try await eventually("the job completes") { try await api.status(of: id) == "completed" }
        let job = try await api.job(id)
        #expect(job["result"] == ["greeting": "Hello, World!"])
        #expect(job["creatorId"] == "ada")

        let other = try await api.submit("say.hello", ["name": "you"])
        let listed = try await api.call("GET", "/v1/jobs?limit=10").body["jobs"]?.arrayValue ?? []
        #expect(listed.compactMap { $0["id"]?.stringValue } == [other, id])
        let ada = try await api.call("GET", "/v1/jobs?creatorId=ada").body["jobs"]?.arrayValue ?? []
        #expect(ada.compactMap { $0["id"]?.stringValue } == [id])

        let events = try await api.call("GET", "/v1/jobs/\(id)/events").body["events"]?.arrayValue ?? []
        #expect(events.first?["type"] == "job.submitted")
        #expect(events.last?["type"] == "job.completed")
        #expect(try await api.call("DELETE", "/v1/jobs/\(id)").status == 409)
    }

    struct BadRequest: CustomTestStringConvertible, Sendable {
        var method = "POST"
        var path = "/v1/jobs/say.hello"
        var body: String?
        var mediaType: String?
        let status: Int
        let code: String
        var detail = ""
        var pointer: String?
        var testDescription: String { "\(method) \(path) \(body?.prefix(40) ?? ""): \(status) \(code)" }
    }

    private static let badRequests = [
        BadRequest(body: "{", status: 400, code: "json_syntax"),
        BadRequest(body: "", status: 400, code: "empty_json"),
        BadRequest(body: "[]", status: 400, code: "invalid_payload", pointer: ""),
        BadRequest(body: #"{"name":5}"#, status: 400, code: "invalid_payload", pointer: "/name"),
        BadRequest(body: String(repeating: "[", count: 100_000), status: 400, code: "json_too_deep"),
        BadRequest(body: String(repeating: " ", count: 1 << 20) + "{}", status: 413, code: "payload_too_large"),
        BadRequest(body: "{}", mediaType: "text/plain", status: 415, code: "unsupported_media_type"),
        BadRequest(
            path: "/v1/jobs/say.helo", body: "{}", status: 422, code: "unroutable", detail: "the nearest"),
        BadRequest(
            path: "/v1/jobs", body: #"{"jobTyp":"x"}"#, status: 422, code: "invalid_body",
            detail: "did you mean `jobType`?", pointer: "/jobTyp"),
        BadRequest(path: "/v1/jobs", body: "{}", status: 422, code: "invalid_body", pointer: "/jobType"),
        BadRequest(
            path: "/v1/jobs", body: #"{"jobType":"say.hello","subscription":"helo","payload":{"name":"x"}}"#,
            status: 422, code: "unknown_subscription"),
        BadRequest(method: "GET", path: "/v1/jobs?status=done", status: 400, code: "invalid_query"),
        BadRequest(method: "GET", path: "/v1/jobs?limit=0", status: 400, code: "invalid_query"),
        BadRequest(method: "GET", path: "/v1/jobs/nobody", status: 404, code: "not_found"),
        BadRequest(method: "GET", path: "/v1/jobs/..%2F..%2Fetc", status: 404, code: "not_found"),
        BadRequest(method: "GET", path: "/v1/jobs/nobody/events", status: 404, code: "not_found"),
        BadRequest(method: "DELETE", path: "/v1/jobs/nobody", status: 404, code: "not_found"),
        BadRequest(method: "GET", path: "/v2/jobs", status: 404, code: "no_such_route"),
        BadRequest(
            method: "GET", path: "/v1/jobs?stats=failed", status: 400, code: "invalid_query",
            detail: "did you mean `status`?", pointer: "stats"),
        BadRequest(
            method: "GET", path: "/v1/subscriptions?limit=1", status: 400, code: "invalid_query", pointer: "limit"),
        BadRequest(path: "/v1/jobs?limit=1", body: "{}", status: 400, code: "invalid_query", pointer: "limit"),
        BadRequest(method: "GET", path: "/v1/jobs?limit=1&limit=2", status: 400, code: "invalid_query"),
        BadRequest(method: "GET", path: "/v1/jobs?before=nobody", status: 404, code: "not_found"),
        BadRequest(method: "GET", path: "/v1/events?after=-1", status: 400, code: "invalid_query", pointer: "after"),
        BadRequest(method: "GET", path: "/v1/jobs/nobody/why", status: 404, code: "not_found"),
        BadRequest(
            path: "/v1/jobs", body: #"{"jobType":"say.hello","payload":{"name":"x"},"notBefore":"soon"}"#,
            status: 422, code: "invalid_body", pointer: "/notBefore"),
        BadRequest(
            path: "/v1/jobs",
            body: #"{"jobType":"say.hello","payload":{"name":"x"},"notBefore":"2026-02-30T00:00:00Z"}"#,
            status: 422, code: "invalid_body", pointer: "/notBefore"),
        BadRequest(
            path: "/v1/jobs", body: #"{"jobType":"say.hello","payload":{"name":"x"},"notBefore":"367d"}"#,
            status: 422, code: "not_before_too_far", pointer: "/notBefore"),
        BadRequest(
            path: "/v1/jobs", body: #"{"jobType":"say.hello","payload":{"name":"x"},"messageId":""}"#,
            status: 422, code: "invalid_body", pointer: "/messageId"),
        BadRequest(
            path: "/v1/store/backup", body: #"{"path":"copy.db"}"#, status: 422, code: "invalid_body", pointer: "/path"),
        BadRequest(path: "/v1/store/backup", body: "{}", status: 422, code: "invalid_body", pointer: "/path"),
    ]

    @Test("Every refusal is a problem with a code and, where there is one, the place; the server goes on")
    func problems() async throws {
        let server = try await helloServer()
        for bad in Self.badRequests {
            let headers = bad.mediaType.map { [("content-type", $0)] } ?? []
            let answer = try await server.api.call(bad.method, bad.path, bad.body, headers: headers)
            let comment = Comment(rawValue: "\(bad.testDescription): \(answer.body.text())")
            #expect(answer.status == bad.status, comment)
            #expect(answer.code == bad.code, comment)
            #expect(answer.mediaType == "application/problem+json", comment)
            #expect(answer.body["status"] == .int(Int64(bad.status)), comment)
            if !bad.detail.isEmpty {
                #expect(answer.body["detail"]?.stringValue?.contains(bad.detail) == true, comment)
            }
            if let pointer = bad.pointer { #expect(answer.body["pointer"] == .string(pointer), comment) }
        }
        #expect(try await server.api.call("GET", "/v1/jobs").body == ["jobs": []])
    }

    @Test("An idempotency key makes one job of two equal requests and refuses a different one")
    func idempotency() async throws {
        let server = try await helloServer()
        func post(_ body: String, key: String = "order 7") async throws -> APIClient.Answer {
            try await server.api.call("POST", "/v1/jobs/say.hello", body, headers: [("Idempotency-Key", key)])
        }
        let first = try await post(#"{"name":"a"}"#)
        let again = try await post(#"{ "name": "a" }"#)
        #expect((first.status, again.status) == (202, 200))
        #expect(again.body["id"] == first.body["id"])
        #expect(again.body["repeated"] == true)
        let different = try await post(#"{"name":"b"}"#)
        #expect((different.status, different.code) == (422, "idempotency_conflict"))
        let long = try await post(#"{"name":"a"}"#, key: String(repeating: "k", count: 256))
        #expect((long.status, long.code) == (400, "invalid_idempotency_key"))
    }

    @Test("Cancelling a job whose model hangs closes the model's connection")
    func cancel() async throws {
        let video = try TestMedia.twoScenes.get()
        let project = try TestProject()
        let file = try project.write(video, to: "video.mp4")
        let model = try await RunningModel(project, fault: "hang")
        let server = try await RunningServer(
            project, [], ["MILLRACE_MODEL_ENDPOINT": model.endpoint, "MILLRACE_ALLOWED_FOLDERS": project.path])
        let url = "file://" + file.replacing(" ", with: "%20")
        let id = try await server.api.submit("video.analysis", ["videoUrl": .string(url)])
        try await eventually("the model holds a request") { try await model.count("held_requests") == 1 }
        #expect(try await server.api.call("DELETE", "/v1/jobs/\(id)").status == 200)
        try await eventually("the job is cancelled") { try await server.api.status(of: id) == "cancelled" }
        try await eventually("the model sees it") { try await model.count("client_disconnects") == 1 }
        try await eventually("nothing is left") { project.leftFiles.isEmpty }
    }
}
