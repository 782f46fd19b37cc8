import ArgumentParser
import JSONModel
import StepKit

struct WhyCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Say why a job has not ended, and what it waits for.",
        usage: "millrace why <id> [<options>]",
        discussion: "Example: millrace why 0198c0de-0000-7000-8000-000000000000")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The job's id.") var id: String
    @Flag(help: "Print JSON: a code, a sentence and what it waits for.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let reason = try await Desks.with(options) { desk in try await desk.why(id) }
        if json { return Console.data(reason) }
        Console.data(reason.cell("text"))
    }
}
