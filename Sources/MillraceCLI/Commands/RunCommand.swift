import ArgumentParser
import Broker
import Foundation
import JSONModel
import Logging
import PipelineDefinitions
import PipelineRuntime
import SQLiteBroker
import StepKit

struct RunCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run one job now and show how it goes.",
        usage: "millrace run <pipeline> [--input <key=value> ...] [<options>]",
        discussion: """
            Example: millrace run video_analysis --input "videoUrl=holiday in Rome.mp4"

            The job is stored first: when the process dies, `millrace serve` finishes it. Ctrl-C cancels the job. \
            Progress goes to standard error, the result to standard output.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The pipeline's name.") var pipeline: String
    @Option(help: ArgumentHelp("A value of the input; repeat for more.", valueName: "key=value")) var input: [String] =
        []
    @Option(help: ArgumentHelp("The whole input as JSON.", valueName: "json")) var payload: String?
    @Option(help: "The tenant the job belongs to.") var creator: String?
    @Flag(help: "Print the whole job as JSON instead of its result.") var json = false
    @Flag(name: .shortAndLong, help: "Show no progress.") var quiet = false

    func run(_ registry: StepRegistry) async throws {
        let project = try ProjectLoading.load(options.projectFolder, registry: registry)
        let definition = try ProjectLoading.pipeline(pipeline, of: project)
        let payload = try InputArguments(schema: definition.inputSchema).payload(words: input, base: payload)
        let logger = try options.logger()
        let job: JSONValue
        if let address = try serverAddress() {
            Console.note("Handing the job to \(address)")
            let route = LocalRun.route(to: definition, in: project)
            job = try await RemoteRun(desk: RemoteDesk(address: address), isQuiet: quiet).run(
                jobType: route.jobType, on: route.subscription, payload: payload, creator: creator)
        } else {
            let storePath = try options.storePath
            job = try await ModelStandIn.with(
                Settings(), for: [definition], models: project.models, logger: logger
            ) { settings in
                let run = LocalRun(
                    registry: registry, project: project, pipeline: definition, storePath: storePath,
                    settings: settings, isQuiet: quiet, logger: logger)
                return try await run.run(payload: payload, creator: creator)
            }
        }
        try report(job)
    }

    /// The server that was named, or the one that works on the store.
    private func serverAddress() throws -> String? {
        if let address = options.serverAddress { return address }
        guard let owner = SQLiteBroker.owner(of: try options.storePath) else { return nil }
        guard let address = owner.address else {
            throw CommandFailure(
                .tryAgain, "store_owned: process \(owner.pid) works on this store; try again when it has ended")
        }
        return address
    }

    private func report(_ job: JSONValue) throws {
        let status = job.cell("status")
        if json { Console.data(job) }
        guard status == "completed" else {
            var cause = "\(status): the job is \(status)"
            if let error = job["error"], !error.isNull {
                let place = error["details"]?["pointer"]?.stringValue.map { " (at \($0))" } ?? ""
                cause = error.errorLine + place
            }
            throw CommandFailure(status == "cancelled" ? .interrupted : .findings, cause)
        }
        if !json { Console.data(job["result"] ?? .null) }
        if !quiet {
            Console.note("\(Style.standardError.paint("completed", .green))  job \(job.cell("id"))")
        }
    }
}
