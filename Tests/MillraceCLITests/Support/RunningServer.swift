import Foundation
import JSONModel
import OutboundHTTP

/// `millrace serve`, on a free port unless told otherwise, and a client of its API.
struct RunningServer {
    let program: RunningProgram
    let api: APIClient

    init(
        _ project: TestProject, port: String? = nil, _ arguments: [String] = [], _ variables: [String: String] = [:]
    ) async throws {
        program = try project.start(["serve", "--listen", "127.0.0.1:\(port ?? "0")"] + arguments, variables)
        api = APIClient(address: try await program.announcement(beginningWith: "http://"))
    }

    /// Asks the server to stop and waits for its end.
    func stop() async throws -> ProgramEnding {
        program.send(SIGTERM)
        return try await program.ending()
    }
}

/// `millrace dev-model` on a free port.
struct RunningModel {
    let program: RunningProgram
    /// Ends in `/v1`.
    let endpoint: String
    private let api: APIClient

    init(_ project: TestProject, fault: String) async throws {
        program = try project.start(["dev-model", "--listen", "127.0.0.1:0", "--fault", fault])
        endpoint = try await program.announcement(beginningWith: "http://")
        api = APIClient(address: endpoint)
    }

    /// A counter of what the model has seen, such as `held_requests`.
    func count(_ name: String) async throws -> Int64? {
        try await api.call("GET", "/_dev/state").body[name]?.intValue
    }
}

struct APIClient {
    struct Answer {
        let status: Int
        let mediaType: String?
        /// The `Allow` header.
        let allow: String?
        let body: JSONValue

        var code: String? { body["code"]?.stringValue }
    }

    let address: String
    private let client = OutboundHTTPClient(addressPolicy: .unrestricted)

    init(address: String) {
        self.address = address
    }

    func call(
        _ method: String, _ path: String, _ body: String? = nil, headers: [(String, String)] = []
    ) async throws -> Answer {
        var request = OutboundRequest(method, address + path)
        request.body = body.map { Array($0.utf8) }
        if body != nil { request.headers["content-type"] = "application/json" }
        for (name, value) in headers { request.headers[name] = value }
        let response = try await client.send(request, collectUpTo: 1 << 22)
        return Answer(
            status: response.status, mediaType: response.head.headers["content-type"],
            allow: response.head.headers["allow"], body: try JSONValue(parsing: response.body))
    }

    /// - Returns: the new job's id.
    func submit(_ jobType: String, _ payload: JSONValue = [:]) async throws -> String {
        let answer = try await call("POST", "/v1/jobs/\(jobType)", payload.text())
        guard answer.status == 202, let id = answer.body["id"]?.stringValue else { throw Refused(answer: answer) }
        return id
    }

    func job(_ id: String) async throws -> JSONValue { try await call("GET", "/v1/jobs/\(id)").body }

    func status(of id: String) async throws -> String? { try await job(id)["status"]?.stringValue }

    struct Refused: Error {
        let answer: Answer
    }
}
