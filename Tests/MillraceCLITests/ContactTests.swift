import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("Contacts and costs", .serialized)
struct ContactTests {
    private static let secrets = (1...3).map { "whsec_" + Data(repeating: $0, count: 24).base64EncodedString() }

    private func makeProject() throws -> TestProject {
        try TestProject(
            withShippedPipelines: false, ["hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing])
    }

    @Test("A contact is put, shown, listed page by page and removed; secrets are never shown")
    func wayOfAContact() async throws {
        let server = try await RunningServer(try makeProject())
        let api = server.api
        let body = """
            {"email":"ana@example.org","name":"Ana","webhookUrl":"https://example.org/hook",
            "webhookSecret":"\(Self.secrets[0])","optOut":["in_app","in_app"]}
            """
        let answer = try await api.call("PUT", "/v1/contacts/creator%201", body)
        #expect(answer.status == 201)
        let expected: JSONValue = [
            "creatorId": "creator 1", "email": "ana@example.org", "name": "Ana",
            "webhookUrl": "https://example.org/hook", "webhookSecrets": 1, "optOut": ["in_app"],
            "webhookDisabledAt": nil,
        ]
        #expect(answer.body == expected)
        #expect(try await api.call("GET", "/v1/contacts/creator%201").body == expected)
        #expect(try await api.call("PUT", "/v1/contacts/b", "{}").status == 201)
        let page = try await api.call("GET", "/v1/contacts?limit=1").body
        #expect(page["contacts"]?[0]?["creatorId"] == "b" && page["next"] == "b")
        let rest = try await api.call("GET", "/v1/contacts?limit=5&after=b").body
        #expect(rest["contacts"] == [expected] && rest["next"] == .null)
        #expect(try await api.call("DELETE", "/v1/contacts/b").body == ["creatorId": "b", "removed": true])
        #expect(try await api.call("DELETE", "/v1/contacts/b").code == "not_found")
        #expect(try await api.call("GET", "/v1/contacts/b").status == 404)
    }

    @Test("A new secret leaves the old one second; none, null and a list say what they say")
    func rotation() async throws {
        let project = try makeProject()
        let server = try await RunningServer(project)
        func put(_ body: String) async throws -> JSONValue? {
            try await server.api.call("PUT", "/v1/contacts/a", body).body["webhookSecrets"]
        }
        #expect(try await put(#"{"webhookSecret":"\#(Self.secrets[0])"}"#) == 1)
        #expect(try await put(#"{"webhookSecret":"\#(Self.secrets[0])"}"#) == 1)
        #expect(try await put(#"{"webhookSecret":"\#(Self.secrets[1])"}"#) == 2)
        #expect(try await put(#"{"name":"Ana"}"#) == 2)
        #expect(try await put(#"{"webhookSecret":"\#(Self.secrets[2])"}"#) == 2)
        #expect(try await put(#"{"webhookSecret":null}"#) == 0)
        #expect(try await put(#"{"webhookSecrets":["\#(Self.secrets[2])","\#(Self.secrets[0])"]}"#) == 2)
        #expect(try await put(#"{"webhookSecrets":[]}"#) == 0)
    }

    @Test("What is not a contact is refused with its place")
    func refused() async throws {
        let server = try await RunningServer(try makeProject())
        for (body, pointer) in Self.mistakes {
            let answer = try await server.api.call("PUT", "/v1/contacts/a", body)
            #expect(answer.status == 422 && answer.code == "invalid_body", "\(body)")
            #expect(answer.mediaType == "application/problem+json")
            #expect(answer.body["pointer"] == .string(pointer), "\(body): \(answer.body.text())")
        }
        #expect(try await server.api.call("GET", "/v1/contacts/a").status == 404)
    }

    private static let mistakes = [
        (#"{"email":"ana@example.org\r\nBcc: eve@example.org"}"#, "/email"), (#"{"email":"ana"}"#, "/email"),
        (#"{"email":"a b@example.org"}"#, "/email"), (#"{"email":"<ana@example.org>"}"#, "/email"),
        (#"{"email":"ana@-x.org"}"#, "/email"), (#"{"email":"a@b@c"}"#, "/email"), (#"{"email":7}"#, "/email"),
        (#"{"name":"Ana\nBcc: eve"}"#, "/name"), (#"{"name":""}"#, "/name"),
        (#"{"webhookUrl":"/hook"}"#, "/webhookUrl"), (#"{"webhookUrl":"ftp://example.org"}"#, "/webhookUrl"),
        (#"{"webhookUrl":"https://"}"#, "/webhookUrl"),
        (#"{"webhookUrl":"https://a:b@example.org"}"#, "/webhookUrl"),
        (#"{"webhookUrl":"https://example.org/\r\n"}"#, "/webhookUrl"),
        (#"{"webhookSecret":"secret"}"#, "/webhookSecret"),
        (#"{"webhookSecret":"whsec_AAAA"}"#, "/webhookSecret"),
        (#"{"webhookSecrets":["whsec_!"]}"#, "/webhookSecrets/0"),
        (#"{"webhookSecrets":["a","b","c"]}"#, "/webhookSecrets"), (#"{"optOut":["E-Mail!"]}"#, "/optOut/0"),
        (#"{"optOut":"email"}"#, "/optOut"), (#"{"mail":"x"}"#, "/mail"), ("[]", ""),
    ]

    @Test("The command works with a server and without one, and sets what is given alone")
    func command() async throws {
        let project = try makeProject()
        let server = try await RunningServer(project)
        let secret = try project.write(Array((Self.secrets[0] + "\n").utf8), to: "secret.txt")
        for isRunning in [true, false] {
            if !isRunning { #expect(try await server.stop().status == 0) }
            #expect(try await project.run("contacts", "set", "a", "--email", "a@example.org").status == 0)
            let set = try await project.json(
                "contacts", "set", "a", "--webhook-url", "https://example.org", "--webhook-secret-file", secret,
                "--opt-out", "email", "--json")
            #expect(set["email"] == "a@example.org" && set["webhookSecrets"] == 1 && set["optOut"] == ["email"])
            let shown = try await project.run("contacts", "show", "a")
            #expect(shown.output.contains("a@example.org") && !shown.output.contains("whsec"))
            let cleared = try await project.json("contacts", "set", "a", "--email", "", "--opt-out", "", "--json")
            #expect(cleared["email"] == .null && cleared["optOut"] == [] && cleared["webhookSecrets"] == 1)
            let wrong = try await project.run("contacts", "set", "a", "--email", "a\nb@example.org")
            #expect(wrong.status == 1 && wrong.errors.contains("invalid_body"))
            #expect(try await project.run("contacts", "list").output.hasPrefix("CREATOR"))
            #expect(try await project.run("contacts", "remove", "a").output == "removed\n")
            #expect(try await project.run("contacts", "remove", "a").errors.contains("not_found"))
        }
    }

    @Test("Costs are told by the API and the command; a job tells its own")
    func costs() async throws {
        let project = try makeProject()
        var server = try await RunningServer(project)
        let id = try await server.api.submit("say.hello", ["name": "you"])
        try await eventually("it completes") { try await server.api.status(of: id) == "completed" }
        #expect(try await server.api.job(id)["cost"] == .null)
        #expect(try await project.run("costs").errors.contains("Nothing was spent."))
        #expect(try await server.stop().status == 0)
        try project.breakStore(
            """
            INSERT INTO spends (job_id, job_type, creator_id, pipeline, delivery, fence, step_id, attempt, name, state,
                most, amount, began_at, day)
            VALUES ('\(id)', 'say.hello', NULL, 'hello', 1, 1, 'one', 1, 'large', 'billed', 5, 250000000,
                1700000000000, 19675)
            """)
        let table = try await project.run("costs", "--by", "creator")
        #expect(table.output.hasPrefix("CREATOR") && table.output.contains("0.25"))
        server = try await RunningServer(project)
        #expect(try await server.api.job(id)["cost"]?["spent"] == 0.25)
        let costs = try await server.api.call("GET", "/v1/costs?by=day&until=2023-11-15").body
        #expect(costs["costs"]?[0]?["key"] == "2023-11-14" && costs["total"]?["overruns"] == 1)
        #expect(try await server.api.call("GET", "/v1/costs?since=1d").body["costs"] == [])
        for query in ["by=week", "since=soon", "limit=0", "day=1"] {
            #expect(try await server.api.call("GET", "/v1/costs?\(query)").code == "invalid_query", "\(query)")
        }
        #expect(try await project.run("costs", "--by", "week").status == 64)
    }
}
