import ArgumentParser
import PipelineDefinitions
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
        let address = try ListenAddress(listen)
        guard let drain = Duration(parsing: drain) else {
            throw CommandFailure(.usage, "`--drain \(self.drain)` is not a duration such as 10s")
        }
        let project = try ProjectLoading.load(options.projectFolder, registry: registry)
        let logger = try options.logger()
        let serving = Serving(
            registry: registry, storePath: try options.storePath, address: address, drain: drain, logger: logger)
        let signals = SignalWatch()
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in signals.first {
                    Console.note(
                        "Stopping: running attempts may go on for \(drain); once more ends the process at once.")
                    stop.yield()
                }
            }
            defer { group.cancelAll() }
            try await ModelStandIn.with(
                Settings(), for: project.pipelines, models: project.models, logger: logger
            ) { settings in
                try await serving.run(project, settings: settings, until: stops)
            }
        }
    }
}
