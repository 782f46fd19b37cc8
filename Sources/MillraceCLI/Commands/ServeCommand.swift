import ArgumentParser
import Foundation
import PipelineDefinitions
import SQLiteBroker
import StepKit

struct ServeCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Work on jobs and answer the HTTP API until told to stop.",
        usage: "millrace serve [<options>]",
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
        let storePath = try options.storePath
        try await ModelStandIn.with(Settings(), for: project.pipelines, logger: logger) { settings in
            let engine = try await LocalEngine.open(
                project: project, registry: registry, storePath: storePath, settings: settings,
                plan: LocalEngine.Plan(drain: drain), logger: logger)
            let result: Result<Void, any Error>
            do {
                let server = LocalServer(engine: engine, host: host, port: port, drain: drain, logger: logger)
                result = .success(try await server.run())
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
}
