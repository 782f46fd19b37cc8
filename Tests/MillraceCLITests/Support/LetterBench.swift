import JSONModel
import TestSupport

/// A running server whose jobs die at the gate until their file exists.
struct LetterBench {
    let project: TestProject
    let server: RunningServer

    var api: APIClient { server.api }

    init(_ routing: String = TestPipelines.gateRouting) async throws {
        project = try TestProject(
            withShippedPipelines: false, ["gate.yaml": TestPipelines.gate, "routing.yaml": routing])
        server = try await RunningServer(project)
    }

    /// Submits a job and waits until it is dead.
    @discardableResult
    func die(_ payload: JSONValue = ["file": "/nowhere"], creator: String = "ada") async throws -> String {
        let body: JSONValue = ["jobType": "gate", "payload": payload, "creatorId": .string(creator)]
        let answer = try await api.call("POST", "/v1/jobs", body.text())
        guard let id = answer.body["id"]?.stringValue else { throw APIClient.Refused(answer: answer) }
        try await eventually("the job dies") { try await api.status(of: id) == "failed" }
        return id
    }

    func completes(_ id: String) async throws {
        try await eventually("the job completes") { try await api.status(of: id) == "completed" }
    }

    /// The letters as an order names them.
    func preview(_ query: String = "") async throws -> JSONValue {
        try await api.call("GET", "/v1/dead-letters/preview\(query)").body
    }

    func order(_ verb: String, _ body: JSONValue) async throws -> APIClient.Answer {
        try await api.call("POST", "/v1/dead-letters/\(verb)", body.text())
    }

    /// The project's own file that lets jobs pass.
    func openGate() throws -> String { try project.write([], to: "open") }

    var closedGate: String { project.path + "/open" }
}
