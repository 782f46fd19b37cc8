import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("In-app updates", .enabled(if: TestClients.areInstalled), .timeLimit(.minutes(5)))
struct InAppTests {
    private static let channel = "kind: notifications\nchannels:\n  in_app: { uses: notify.signalr, hub: jobs }\n"

    @Test("A creator's client hears of the creator's jobs and of nobody else's, also from the next server")
    func ownJobsAlone() async throws {
        let project = try TestProject(
            withShippedPipelines: false,
            [
                "hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing,
                "notifications.yaml": Self.channel,
            ])
        var server = try await RunningServer(project)
        let address = server.api.address
        var listeners = [
            try await Listener("ada", project, address: address), try await Listener("bert", project, address: address),
        ]
        for isFirst in [true, false] {
            if !isFirst {
                #expect(try await server.stop().status == 0)
                server = try await RunningServer(project, port: address.split(separator: ":").last.map(String.init))
            }
            for listener in listeners { try await listener.isConnected() }
            // Both are sent before either is waited for, so that each could reach the wrong one.
            for index in listeners.indices { try await listeners[index].submit(to: server.api) }
            for listener in listeners { try await listener.hearsOfItsOwn() }
        }
    }
}

/// A client of `@microsoft/signalr`'s kind with a token of one creator.
private struct Listener {
    let creator: String
    private let peer: PeerProcess
    private var jobs: [String] = []

    init(_ creator: String, _ project: TestProject, address: String) async throws {
        self.creator = creator
        let token = try await project.run("tokens", "create", "--creator", creator).output.dropLast()
        // The one that the hub's own tests use.
        peer = try PeerProcess(
            client: "../SignalRHubTests/Peers/signalrcore_peer.py",
            ["\(address)/hubs/jobs", String(token), "ServerSentEvents"])
    }

    private func next() async throws -> JSONValue { try JSONValue(parsing: await peer.line()) }

    func isConnected() async throws {
        while try await next()["event"] != "open" {}
    }

    mutating func submit(to api: APIClient) async throws {
        let job: JSONValue = ["jobType": "say.hello", "payload": ["name": "you"], "creatorId": .string(creator)]
        let answer = try await api.call("POST", "/v1/jobs", job.text())
        jobs.append(try #require(answer.body["id"]?.stringValue))
    }

    /// Reads on until the newest job has completed.
    func hearsOfItsOwn() async throws {
        while true {
            let fact = try await next()
            guard fact["event"] == "jobUpdate", let update = fact["arguments"]?[0] else { continue }
            #expect(jobs.contains(update["jobId"]?.stringValue ?? ""), "\(creator) heard \(update.text())")
            if update["type"] == "job.completed", update["jobId"]?.stringValue == jobs.last { return }
        }
    }
}
