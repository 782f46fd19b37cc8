import Foundation
import JSONModel
import OutboundHTTP

/// Talks to a running `millrace serve`.
struct RemoteDesk: Desk {
    /// Such as `http://127.0.0.1:8117`.
    let address: String
    private let client: OutboundHTTPClient

    init(address: String) {
        self.address = address
        // The address comes from the person at the keyboard or from the store's owner, never from a job.
        client = OutboundHTTPClient(addressPolicy: .unrestricted)
    }

    func submit(_ body: JSONValue) async throws -> JSONValue { try await call("POST", "/v1/jobs", body: body) }

    func list(_ parameters: [String: String]) async throws -> [JSONValue] {
        try await get("/v1/jobs", parameters)["jobs"]?.arrayValue ?? []
    }

    func show(_ id: String) async throws -> JSONValue { try await get("/v1/jobs/\(Self.escaped(id))") }

    func events(_ id: String, after: Int64) async throws -> [JSONValue] {
        try await get("/v1/jobs/\(Self.escaped(id))/events", ["after": "\(after)"])["events"]?.arrayValue ?? []
    }

    func cancel(_ id: String) async throws -> JSONValue { try await call("DELETE", "/v1/jobs/\(Self.escaped(id))") }

    func why(_ id: String) async throws -> JSONValue { try await get("/v1/jobs/\(Self.escaped(id))/why") }

    func letters(_ parameters: [String: String]) async throws -> JSONValue {
        try await get("/v1/dead-letters", parameters)
    }

    func letterGroups(_ parameters: [String: String]) async throws -> [JSONValue] {
        try await get("/v1/dead-letters/groups", parameters)["groups"]?.arrayValue ?? []
    }

    func letter(_ delivery: Int64) async throws -> JSONValue { try await get("/v1/dead-letters/\(delivery)") }

    func preview(_ parameters: [String: String]) async throws -> JSONValue {
        try await get("/v1/dead-letters/preview", parameters)
    }

    func redrive(_ order: JSONValue) async throws -> JSONValue {
        try await call("POST", "/v1/dead-letters/redrive", body: order)
    }

    func discard(_ order: JSONValue) async throws -> JSONValue {
        try await call("POST", "/v1/dead-letters/discard", body: order)
    }

    func subscriptions() async throws -> [JSONValue] {
        try await get("/v1/subscriptions")["subscriptions"]?.arrayValue ?? []
    }

    func schedules() async throws -> [JSONValue] { try await get("/v1/schedules")["schedules"]?.arrayValue ?? [] }

    func audit() async throws -> JSONValue { try await get("/v1/store/audit") }

    func validate(_ proposal: JSONValue) async throws -> JSONValue {
        try await call("POST", "/v1/validate", body: proposal)
    }

    func backup(to path: String) async throws {
        _ = try await call("POST", "/v1/store/backup", body: ["path": .string(path)])
    }

    func close() async { client.shutdown() }

    private func get(_ path: String, _ parameters: [String: String] = [:]) async throws -> JSONValue {
        let items = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.escaped($0.value))" }
        return try await call("GET", path + (items.isEmpty ? "" : "?" + items.joined(separator: "&")))
    }

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
            throw CommandFailure(
                code: value["code"]?.stringValue ?? "http_\(response.status)",
                detail: value["detail"]?.stringValue ?? "the server refused", pointer: value["pointer"]?.stringValue)
        }
        return value
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-_"))) ?? ""
    }
}

extension RemoteDesk {
    func costs(_ parameters: [String: String]) async throws -> JSONValue { try await get("/v1/costs", parameters) }

    func contacts(_ parameters: [String: String]) async throws -> JSONValue {
        try await get("/v1/contacts", parameters)
    }

    func contact(_ creator: String) async throws -> JSONValue { try await get("/v1/contacts/\(Self.escaped(creator))") }

    func putContact(_ creator: String, _ body: JSONValue) async throws -> JSONValue {
        try await call("PUT", "/v1/contacts/\(Self.escaped(creator))", body: body)
    }

    func removeContact(_ creator: String) async throws -> JSONValue {
        try await call("DELETE", "/v1/contacts/\(Self.escaped(creator))")
    }
}
