import JSONModel
import TestSupport
import Testing

@Suite("A caller who waits for his job", .serialized)
struct WaitingTests {
    private static let routing = """
        kind: routing
        topics:
          jobs:
            subscriptions:
              hello:
                match: { jobType: say.hello }
                pipeline: hello
                dispatch: [{ when: size(input.name) < 10, run: inline }]
              nap: { match: { jobType: nap }, pipeline: nap }
        """

    private func server() async throws -> RunningServer {
        let project = try TestProject(
            withShippedPipelines: false,
            [
                "hello.yaml": TestPipelines.hello, "nap.yaml": TestPipelines.nap(mark: "waiting-tests"),
                "routing.yaml": Self.routing,
            ])
        return try await RunningServer(project)
    }

    @Test("Gets the result with `Prefer: wait`, and by a rule without asking")
    func result() async throws {
        let server = try await server()
        let api = server.api
        let long = #"{"name":"a name of some length"}"#
        let waited = try await api.call("POST", "/v1/jobs/say.hello", long, headers: [("Prefer", "wait=30")])
        #expect(waited.status == 200)
        #expect(waited.body["result"] == ["greeting": "Hello, a name of some length!"])
        let inline = try await api.call("POST", "/v1/jobs/say.hello", #"{"name":"Ada"}"#)
        #expect(inline.status == 200)
        #expect(inline.body["status"] == "completed")
        #expect(try await api.call("POST", "/v1/jobs/say.hello", long).status == 202)
    }

    @Test("Gets the receipt when the time is over, or when nobody is to wait")
    func receipt() async throws {
        let server = try await server()
        let api = server.api
        let nap = try await api.call("POST", "/v1/jobs/nap", "{}", headers: [("Prefer", "respond-async, wait=0")])
        #expect(nap.status == 202)
        #expect(nap.body["status"] == "pending")
        let odd = try await api.call("POST", "/v1/jobs/nap", "{}", headers: [("Prefer", "wait=soon")])
        #expect(odd.status == 202)
        for answer in [nap, odd] {
            let id = try #require(answer.body["id"]?.stringValue)
            #expect(try await api.call("DELETE", "/v1/jobs/\(id)").status == 200)
        }
    }
}
