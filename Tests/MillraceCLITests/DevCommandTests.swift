import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("millrace dev", .serialized)
struct DevCommandTests {
    private static let notifications = """
        kind: notifications
        recipients: { from: contacts }
        channels:
          email: { uses: notify.email, when: event.type == "job.completed" }
          webhook: { uses: notify.webhook, when: event.type == "job.completed" }
        """

    private func project() throws -> TestProject {
        try TestProject(
            withShippedPipelines: false,
            [
                "hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing,
                "notifications.yaml": Self.notifications,
            ])
    }

    private func start(_ project: TestProject) async throws -> (RunningProgram, inbox: APIClient, api: APIClient) {
        let program = try project.start(["dev", "--listen", "127.0.0.1:0"])
        let inbox = APIClient(address: try await program.announcement(beginningWith: "http://"))
        let api = APIClient(address: try await program.announcement(beginningWith: "http://", number: 2))
        return (program, inbox, api)
    }

    @Test("Catches the mail and the webhook of a job, and shows where they were meant to go")
    func inbox() async throws {
        let (program, inbox, api) = try await start(try project())
        defer { program.send(SIGTERM) }
        let contact = #"{"email":"ada@example.com","name":"Ada","webhookUrl":"https://ada.example/hook"}"#
        #expect(try await api.call("PUT", "/v1/contacts/ada", contact).status < 300)
        let job = #"{"jobType":"say.hello","payload":{"name":"World"},"creatorId":"ada"}"#
        #expect(try await api.call("POST", "/v1/jobs", job).status == 202)
        try await eventually("both are caught") {
            let items = try await inbox.call("GET", "messages").body["messages"]?.arrayValue ?? []
            return Set(items.compactMap { $0["to"]?[0]?.stringValue }) == [
                "ada@example.com", "https://ada.example/hook",
            ]
        }
    }

    @Test("Goes on with valid changes, and with the files before when they are not")
    func changes() async throws {
        let project = try project()
        let (program, _, first) = try await start(project)
        #expect(try await first.call("GET", "/readyz").status == 200)

        try project.write(Array("kind: pipeline\nname: hello\nsteps: []\n".utf8), to: "pipelines/hello.yaml")
        #expect(try await program.announcement(beginningWith: "taken") == "taken:")
        #expect(try await first.call("GET", "/readyz").status == 200)

        let changed = TestPipelines.hello.replacingOccurrences(of: "Hello, ", with: "Good morning, ")
        try project.write(Array(changed.utf8), to: "pipelines/hello.yaml")
        let second = APIClient(address: try await program.announcement(beginningWith: "http://", number: 3))
        let answer = try await second.call(
            "POST", "/v1/jobs/say.hello", #"{"name":"World"}"#, headers: [("Prefer", "wait=30")])
        #expect(answer.body["result"] == ["greeting": "Good morning, World!"])
        program.send(SIGTERM)
        #expect(try await program.ending().status == 0)
    }
}
