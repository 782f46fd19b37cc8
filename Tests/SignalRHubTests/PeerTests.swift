import Foundation
import JSONModel
import TestSupport
import Testing

@testable import SignalRHub

/// Clients of two unrelated authors, as they are on PyPI.
@Suite("Foreign clients", .enabled(if: TestClients.areInstalled), .timeLimit(.minutes(10)))
struct PeerTests {
    enum Client: String, CaseIterable, Sendable {
        case pysignalr, webSockets, serverSentEvents, longPolling

        var script: String { self == .pysignalr ? "pysignalr_peer.py" : "signalrcore_peer.py" }

        var transport: [String] {
            switch self {
            case .pysignalr: []
            case .webSockets: ["WebSockets"]
            case .serverSentEvents: ["ServerSentEvents"]
            case .longPolling: ["LongPolling"]
            }
        }
    }

    private static func start(_ client: Client, url: String) throws -> ClientPeer {
        try ClientPeer(client.script, [url, HubServer.token("anna")] + client.transport)
    }

    private static func update(_ server: HubServer, _ user: String, _ number: Int64) {
        server.hub.send("jobUpdate", arguments: [["number": .int(number)]], to: .user(user), hub: "jobs")
    }

    private static func isThere(_ server: HubServer, _ user: String) async throws {
        try await eventually("\(user) is connected", timeout: .seconds(60)) {
            server.hub.hasListeners(.user(user), hub: "jobs")
        }
    }

    @Test("an unmodified client receives its user's updates in order, and nobody else's", arguments: Client.allCases)
    func receives(client: Client) async throws {
        try await HubServer.with { server in
            let peer = try Self.start(client, url: server.url)
            try await Self.isThere(server, "anna")
            for number in 1...3 {
                Self.update(server, "bert", 100)
                Self.update(server, "anna", Int64(number))
                #expect(try await peer.update() == ["number": .int(Int64(number))])
            }
        }
    }

    @Test("it comes back to a server that was started again", arguments: Client.allCases, [true, false])
    func comesBack(client: Client, isToldSo: Bool) async throws {
        // Below those the system gives to whoever connects: while no server listens, nobody else may get it.
        let port =
            20_000 + Int(getpid()) % 1000 * 8 + (Client.allCases.firstIndex(of: client) ?? 0) * 2 + (isToldSo ? 1 : 0)
        let url = "http://127.0.0.1:\(port)/hubs/jobs"
        let peer = try Self.start(client, url: url)
        for round in 1...2 as ClosedRange<Int64> {
            try await HubServer.with(port: port) { server in
                try await Self.isThere(server, "anna")
                Self.update(server, "anna", round)
                #expect(try await peer.update() == ["number": .int(round)])
                if isToldSo { server.hub.update { state, now in state.stop(now: now) } }
            }
        }
    }
}
