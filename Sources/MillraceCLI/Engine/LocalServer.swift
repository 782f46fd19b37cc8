import Broker
import Logging
import MillraceServer
import PipelineRuntime
import SignalRHub
import SQLiteBroker
import Synchronization

/// An engine at work with the HTTP API in front of it, until somebody asks it to stop.
struct LocalServer: Sendable {
    let engine: LocalEngine
    let hub: Hub
    let host: String
    let port: Int
    /// How long running attempts may go on after that.
    let drain: Duration
    let logger: Logger

    /// - Parameter stop: yields when no more work is to be taken.
    func run(until stop: AsyncStream<Void>) async throws {
        let readiness = Readiness()
        let server = MillraceServer(host: host, port: port, parts: parts(readiness), logger: logger)
        // The first part that says so, or fails, ends the others.
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                await engine.runtime.run()
                // After the last news of the last attempt: clients come back when there is a server again.
                await hub.shutdown()
                return true
            }
            group.addTask {
                await engine.scheduler.run()
                return false
            }
            group.addTask {
                try await server.run { port in
                    announce(port)
                    readiness.set(true)
                }
                return true
            }
            group.addTask {
                for await _ in stop {
                    readiness.set(false)
                    shutDown()
                }
                return false
            }
            defer { group.cancelAll() }
            do {
                while let isEnd = try await group.next(), !isEnd {}
            } catch {
                throw CommandFailure(.unableToWork, "address_unavailable: cannot listen on \(host):\(port): \(error)")
            }
        }
    }

    private func parts(_ readiness: Readiness) -> MillraceServer.Parts {
        var parts = MillraceServer.Parts(
            broker: engine.broker, intake: engine.intake, time: engine.time,
            project: ProjectInForce(engine.project).checking(with: engine.registry),
            workingSubscriptions: engine.runtime.subscriptions,
            backup: engine.broker.backup, isReady: { readiness.isReady })
        parts.hub = hub
        return parts
    }

    /// - Parameter bound: the port, once requests are taken.
    private func announce(_ bound: Int) {
        let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(bound)"
        do {
            try engine.broker.announce(address: address)
        } catch {
            logger.error("other commands cannot find this server: \(error)")
        }
        Console.note("millrace \(Version.text) listens on \(address)")
    }

    private func shutDown() {
        engine.scheduler.shutdown()
        engine.runtime.shutdown()
    }
}

private final class Readiness: Sendable {
    private let state = Mutex(false)
    var isReady: Bool { state.withLock { $0 } }
    func set(_ isReady: Bool) { state.withLock { $0 = isReady } }
}
