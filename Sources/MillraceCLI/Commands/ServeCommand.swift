import ArgumentParser
import Broker
import Foundation
import Logging
import MillraceServer
import PipelineDefinitions
import PipelineRuntime
import SQLiteBroker
import StepKit
import Synchronization

struct ServeCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Work on jobs and answer the HTTP API until told to stop.",
        discussion: """
            Example: millrace serve --listen 127.0.0.1:8117
                     curl -d '{"videoUrl": "https://…"}' -H 'content-type: application/json' \\
                          http://127.0.0.1:8117/v1/jobs/video.analysis

            SIGTERM or Ctrl-C: takes no more work, lets running attempts go on for the drain time, gives the rest back.
            """)

    @OptionGroup var options: GlobalOptions
    @Option(help: ArgumentHelp("Where to listen. (MILLRACE_LISTEN; default: 127.0.0.1:8117)", valueName: "host:port"))
    var listen: String?
    @Option(
        help: ArgumentHelp("How long running attempts may go on after a stop was asked for.", valueName: "duration"))
    var drain = "10s"

    func run(_ registry: StepRegistry) async throws {
        let (host, port) = try address()
        guard let drain = Duration(parsing: drain) else {
            throw CommandFailure(.usage, "`--drain \(self.drain)` is not a duration such as 10s")
        }
        let project = try ProjectLoading.load(options.projectFolder, registry: registry)
        let logger = try options.logger()
        let usesModel = project.pipelines.contains { $0.steps.contains { $0.uses.hasPrefix("model.") } }
        let storePath = try options.storePath
        try await ModelStandIn.with(Settings(), isNeeded: usesModel, logger: logger) { settings in
            let engine = try await LocalEngine.open(
                project: project, registry: registry, storePath: storePath, settings: settings,
                plan: LocalEngine.Plan(drain: drain), logger: logger)
            let result: Result<Void, any Error>
            do {
                result = .success(try await serve(engine, host: host, port: port, logger: logger))
            } catch {
                result = .failure(error)
            }
            await engine.broker.close()
            try result.get()
        }
    }

    private func address() throws -> (String, Int) {
        let text = listen ?? ProcessInfo.processInfo.environment["MILLRACE_LISTEN"] ?? "127.0.0.1:8117"
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port)
        else { throw CommandFailure(.usage, "`--listen \(text)` is not of the form HOST:PORT") }
        let host = String(text[..<colon]).trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        guard host == "localhost" || host == "::1" || host.hasPrefix("127.") else {
            throw CommandFailure(
                .configuration, "keys_required: without keys the server listens on loopback alone, not on \(host)")
        }
        return (host, port)
    }

    private func serve(_ engine: LocalEngine, host: String, port: Int, logger: Logger) async throws {
        let readiness = Readiness()
        let parts = MillraceServer.Parts(
            broker: engine.broker, intake: engine.intake, time: engine.time,
            project: ProjectInForce(engine.project), workingSubscriptions: engine.runtime.subscriptions,
            backup: engine.broker.backup, isReady: { readiness.isReady })
        let server = MillraceServer(host: host, port: port, parts: parts, logger: logger)
        let signals = SignalWatch()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                await engine.runtime.run()
                return true
            }
            group.addTask {
                await engine.scheduler.run()
                return false
            }
            group.addTask {
                try await server.run { bound in
                    let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(bound)"
                    do {
                        try engine.broker.announce(address: address)
                    } catch {
                        logger.error("other commands cannot find this server: \(error)")
                    }
                    readiness.set(true)
                    Console.note("millrace \(Version.text) listens on \(address)")
                }
                return true
            }
            group.addTask {
                for await _ in signals.first {
                    readiness.set(false)
                    Console.note(
                        "Stopping: running attempts may go on for \(drain); once more ends the process at once.")
                    engine.scheduler.shutdown()
                    engine.runtime.shutdown()
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
}

private final class Readiness: Sendable {
    private let state = Mutex(false)
    var isReady: Bool { state.withLock { $0 } }
    func set(_ isReady: Bool) { state.withLock { $0 = isReady } }
}
