import ArgumentParser
import DevModel
import StepKit

struct DevModelCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev-model",
        abstract: "Serve the development model: a stand-in that speaks the chat completions interface.",
        usage: "millrace dev-model [<options>]",
        discussion: """
            It is no model: images are measured, text is answered from its words, both in the JSON Schema asked for.

            Example: millrace dev-model --listen 127.0.0.1:8118 --fault hang
                     MILLRACE_MODEL_ENDPOINT=http://127.0.0.1:8118/v1 millrace serve
            """)

    @Option(help: ArgumentHelp("Where to listen.", valueName: "host:port")) var listen = "127.0.0.1:8118"
    @Option(
        help: ArgumentHelp(
            "Misbehave: words with commas between. delay=2s, token_delay=50ms, fail=503, rate_limit, retry_after=2s, hang, break_off, malformed, wrong_shape, truncate, no_usage, refuse, bill_then_fail; `*3` behind a word: the first three requests alone.",
            valueName: "words"))
    var fault: String?
    @OptionGroup var options: GlobalOptions

    func run(_ registry: StepRegistry) async throws {
        do {
            var settings = DevModelOptions(address: try DevModelAddress(parsing: listen))
            if let fault { settings.faults = try DevModelFaults(parsing: fault) }
            let server = DevModelServer(options: settings, logger: try options.logger())
            try await withThrowingTaskGroup(of: Void.self) { group in
                let signals = SignalWatch()
                group.addTask {
                    try await server.run { address in
                        Console.note("The development model (a stand-in, no model) listens on \(address.baseURL)")
                    }
                }
                group.addTask { for await _ in signals.first { return } }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch let error as DevModelError {
            throw CommandFailure(
                error.code == .addressUnavailable ? .unableToWork : .usage, "\(error.code.rawValue): \(error)")
        }
    }
}
