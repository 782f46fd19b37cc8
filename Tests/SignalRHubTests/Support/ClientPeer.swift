import JSONModel
import TestSupport

/// One of the foreign clients in `Peers`, which ends with the last reference.
struct ClientPeer: Sendable {
    private let process: PeerProcess

    init(_ script: String, _ arguments: [String]) throws {
        process = try PeerProcess(client: "../Peers/" + script, arguments)
    }

    /// The first argument of the next update it receives.
    func update() async throws -> JSONValue? {
        while true {
            let fact = try JSONValue(parsing: await process.line())
            if fact["event"] == "jobUpdate" { return fact["arguments"]?[0] }
        }
    }
}
