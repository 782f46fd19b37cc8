import Foundation
import JSONModel
import OutboundHTTP
import TestSupport
import Testing

@Suite("What a glance at a server shows", .serialized)
struct OverviewTests {
    private static let odd = "<script>alert('x')</script>"

    private func text(_ api: APIClient, _ path: String) async throws -> (type: String, text: String) {
        let client = OutboundHTTPClient(addressPolicy: .unrestricted)
        let answer = try await client.send(OutboundRequest("GET", api.address + path), collectUpTo: 1 << 20)
        #expect(answer.status == 200)
        return (answer.head.headers["content-type"] ?? "", String(decoding: answer.body, as: UTF8.self))
    }

    @Test("The page lists jobs and subscriptions, and shows what came with a job as text")
    func page() async throws {
        let project = try TestProject(
            withShippedPipelines: false, ["hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing])
        let server = try await RunningServer(project)
        let order: JSONValue = ["jobType": "say.hello", "payload": ["name": "World"], "creatorId": .string(Self.odd)]
        let answer = try await server.api.call("POST", "/v1/jobs", order.text(), headers: [("Prefer", "wait=30")])
        let id = try #require(answer.body["id"]?.stringValue)
        let page = try await text(server.api, "/")
        #expect(page.type == "text/html; charset=utf-8")
        #expect(page.text.contains("<a href=\"/v1/jobs/\(id)\">\(id)</a>"))
        #expect(page.text.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
        #expect(!page.text.contains("<script>"))
        let metrics = try await text(server.api, "/metrics")
        #expect(metrics.type.hasPrefix("application/openmetrics-text; version=1.0.0"))
        #expect(metrics.text.contains("millrace_deliveries{subscription=\"hello\",state=\"completed\"} 1\n"))
        #expect(metrics.text.contains("# TYPE millrace_spent_by_model gauge\n"))
        #expect(metrics.text.hasSuffix("# EOF\n"))
    }
}
