import ArgumentParser
import PipelineDefinitions
import StepKit

struct DevCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Serve with everything embedded: a development model, an inbox, and the files read anew on change.",
        usage: "millrace dev [<options>]",
        discussion: """
            Mails and webhooks are caught by the inbox, whose address is printed, and go nowhere else. When a file of the \
            project changes and all files are valid, the server goes on with the new ones; otherwise it shows what is \
            wrong and goes on with the old ones.

            Example: millrace dev
                     curl -d '{"fanMessage": "Hello!"}' -H 'content-type: application/json' \\
                          http://127.0.0.1:8117/v1/jobs/chat.suggest
            """)

    @OptionGroup var options: GlobalOptions
    @Option(help: ArgumentHelp("Where to listen. (MILLRACE_LISTEN; default: 127.0.0.1:8117)", valueName: "host:port"))
    var listen: String?

    func run(_ registry: StepRegistry) async throws {
        let logger = try options.logger()
        // A change of a file is no reason to wait for long: what is running is given back and begins again.
        let serving = Serving(
            registry: registry, storePath: try options.storePath, address: try ListenAddress(listen),
            drain: .seconds(2), logger: logger)
        let output = ValidationOutput(format: .text, threshold: .error, isQuiet: false, folder: options.projectFolder)
        try await DevSession(serving: serving, folder: options.projectFolder, output: output).run()
    }
}
