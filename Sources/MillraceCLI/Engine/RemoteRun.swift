import Broker
import Foundation
import JSONModel

/// Hands one job to a running server and follows it to its end.
struct RemoteRun: Sendable {
    let desk: RemoteDesk
    let isQuiet: Bool

    func run(
        jobType: String, on subscription: String, payload: JSONValue, creator: String?
    ) async throws -> JSONValue {
        var body: [String: JSONValue] = [
            "jobType": .string(jobType), "subscription": .string(subscription), "payload": payload,
        ]
        body["creatorId"] = creator.map { .string($0) }
        let receipt = try await desk.submit(.object(body))
        guard let id = receipt["id"]?.stringValue else {
            throw CommandFailure(.unreachable, "server_unreachable: the answer names no job")
        }
        return try await follow(id)
    }

    private func follow(_ id: String) async throws -> JSONValue {
        let signals = SignalWatch()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in signals.first { _ = try await desk.cancel(id) }
            }
            defer { group.cancelAll() }
            var sequence: Int64 = 0
            while true {
                for event in try await desk.events(id, after: sequence) {
                    sequence = event["sequence"]?.intValue ?? sequence
                    if !isQuiet { show(event) }
                }
                let job = try await desk.show(id)
                if JobStatus(rawValue: job.cell("status"))?.isFinal == true { return job }
                try await Task.sleep(for: .milliseconds(250))
            }
        }
    }

    private func show(_ event: JSONValue) {
        let step = event["data"]?["step"]?.stringValue.map { "  \($0)" } ?? ""
        let progress = event["data"]?["progress"]?.intValue.map { "  \($0)%" } ?? ""
        Console.note("  \(event["type"]?.stringValue ?? "")\(step)\(progress)")
    }
}
