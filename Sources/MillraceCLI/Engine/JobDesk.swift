import Broker
import Foundation
import JSONModel
import OutboundHTTP
import PipelineRuntime
import SQLiteBroker

/// The questions and orders of the `jobs` commands: answered by the store, or by the server that owns it.
protocol JobDesk: Sendable {
    func list(_ query: JobQuery) async throws -> [JSONValue]
    func show(_ id: String) async throws -> JSONValue
    func events(_ id: String, after: Int64) async throws -> [JSONValue]
    func cancel(_ id: String) async throws -> JSONValue
    func close() async
}

/// Finds the desk for a store: its owner's if one is running.
enum JobDesks {
    /// Opens the desk for a question or an order, and closes it whatever comes of it.
    static func with<Answer>(
        _ options: GlobalOptions, _ ask: (any JobDesk) async throws -> Answer
    ) async throws -> Answer {
        let desk = try await open(options)
        let answer: Result<Answer, any Error>
        do {
            answer = .success(try await ask(desk))
        } catch {
            answer = .failure(error)
        }
        await desk.close()
        return try answer.get()
    }

    private static func open(_ options: GlobalOptions) async throws -> any JobDesk {
        if let address = options.serverAddress { return RemoteDesk(address: address) }
        let storePath = try options.storePath
        if let owner = SQLiteBroker.owner(of: storePath) {
            guard let address = owner.address else {
                throw CommandFailure(
                    .tryAgain,
                    "store_owned: process \(owner.pid) works on this store and has no server; try again later")
            }
            return RemoteDesk(address: address)
        }
        guard FileManager.default.fileExists(atPath: storePath) else {
            throw CommandFailure(
                .unableToWork, "store_missing: there is no store at \(storePath); `millrace run` or `serve` makes one")
        }
        let time = TimeSource.system()
        return LocalDesk(broker: try LocalEngine.openStore(storePath, at: time.now), time: time)
    }
}

struct LocalDesk: JobDesk {
    let broker: SQLiteBroker
    let time: TimeSource

    func list(_ query: JobQuery) async throws -> [JSONValue] {
        var views: [JSONValue] = []
        for job in try await broker.jobs(query) {
            views.append(JobView.value(of: job, pipeline: try await broker.definition(job.definition)?.name))
        }
        return views
    }

    func show(_ id: String) async throws -> JSONValue {
        guard let job = try await broker.job(id) else {
            throw CommandFailure(.findings, "not_found: there is no job \(id)")
        }
        let pipeline = try await broker.definition(job.definition)?.name
        return JobView.value(of: job, pipeline: pipeline, steps: try await broker.steps(of: id))
    }

    func events(_ id: String, after: Int64) async throws -> [JSONValue] {
        try await broker.events(of: id, after: after, limit: 500).map { JobView.value(of: $0) }
    }

    func cancel(_ id: String) async throws -> JSONValue {
        if case .failure(let error) = await broker.cancel([id], at: time.now).first {
            throw CommandFailure(.findings, "\(error.code.rawValue): \(error.message)")
        }
        return try await show(id)
    }

    func close() async { await broker.close() }
}

/// Talks to a running `millrace serve`.
struct RemoteDesk: JobDesk {
    /// Such as `http://127.0.0.1:8117`.
    let address: String
    private let client: OutboundHTTPClient

    init(address: String) {
        self.address = address
        // The address comes from the person at the keyboard or from the store's owner, never from a job.
        client = OutboundHTTPClient(addressPolicy: .unrestricted)
    }

    func list(_ query: JobQuery) async throws -> [JSONValue] {
        var items = ["limit=\(query.limit)"]
        if let status = query.status { items.append("status=\(status.rawValue)") }
        if let jobType = query.jobType { items.append("jobType=\(Self.escaped(jobType))") }
        if let creatorID = query.creatorID { items.append("creatorId=\(Self.escaped(creatorID))") }
        if let before = query.before { items.append("before=\(Self.escaped(before))") }
        return try await call("GET", "/v1/jobs?" + items.joined(separator: "&"))["jobs"]?.arrayValue ?? []
    }

    func show(_ id: String) async throws -> JSONValue { try await call("GET", "/v1/jobs/\(Self.escaped(id))") }

    func events(_ id: String, after: Int64) async throws -> [JSONValue] {
        try await call("GET", "/v1/jobs/\(Self.escaped(id))/events?after=\(after)")["events"]?.arrayValue ?? []
    }

    func cancel(_ id: String) async throws -> JSONValue { try await call("DELETE", "/v1/jobs/\(Self.escaped(id))") }

    func submit(_ body: JSONValue) async throws -> JSONValue { try await call("POST", "/v1/jobs", body: body) }

    func close() async { client.shutdown() }

    private func call(_ method: String, _ path: String, body: JSONValue? = nil) async throws -> JSONValue {
        var request = OutboundRequest(method, address + path)
        if let body {
            request.body = Array(body.text().utf8)
            request.headers["content-type"] = "application/json"
        }
        let response: OutboundResponse
        do {
            response = try await client.send(request, collectUpTo: 64 << 20)
        } catch let error as OutboundHTTPError {
            throw CommandFailure(.unreachable, "server_unreachable: \(address) does not answer: \(error.message)")
        }
        guard let value = try? JSONValue(parsing: response.body) else {
            throw CommandFailure(.unreachable, "server_unreachable: \(address) is no millrace server")
        }
        guard response.head.isSuccess else {
            let code = value["code"]?.stringValue ?? "http_\(response.status)"
            throw CommandFailure(.findings, "\(code): \(value["detail"]?.stringValue ?? "the server refused")")
        }
        return value
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-_"))) ?? ""
    }
}
