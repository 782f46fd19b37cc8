import ArgumentParser
import JSONModel
import ModelCatalogue
import StepKit

struct ModelsCostCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost", abstract: "Say what a call costs; without --model, what was spent by model.",
        usage: "millrace models cost [--model <name>] [<options>]",
        discussion: "Example: millrace models cost --model generation --input-tokens 2000 --output-tokens 500")

    @OptionGroup var options: GlobalOptions
    @Option(help: "A model or a role.") var model: String?
    @Option(help: "Tokens of what is asked, cached ones included.") var inputTokens: Int64 = 0
    @Option(help: "Those that the provider has in its cache.") var cachedTokens: Int64 = 0
    @Option(help: "Tokens of the answer.") var outputTokens: Int64 = 0
    @Option(help: "Images that are shown.") var images: Int64 = 0
    @Option(help: ArgumentHelp("Sound, such as 90s.", valueName: "duration")) var audio: String?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard [inputTokens, cachedTokens, outputTokens, images].allSatisfy({ $0 >= 0 }) else {
            throw ValidationError("Tokens and images are counted from 0 on.")
        }
        guard audio.map({ Duration(parsing: $0) != nil }) ?? true else {
            throw ValidationError("--audio is a duration such as 90s.")
        }
    }

    func run(_ registry: StepRegistry) async throws {
        guard let model else { return try await showSpent() }
        let catalogue = try ProjectLoading.models(options, registry: registry)
        let entry = try catalogue.model(named: model)
        let cost = entry.cost(
            of: ModelUsage(
                inputTokens: inputTokens, cachedTokens: cachedTokens, outputTokens: outputTokens, images: images,
                audio: audio.flatMap { Duration(parsing: $0) } ?? .zero))
        guard json else { return Console.data(catalogue.text(cost)) }
        Console.data([
            "model": .string(entry.name), "cost": cost.map { .double($0.units) } ?? .null,
            "currency": .string(catalogue.currency),
        ])
    }

    private func showSpent() async throws {
        let answer = try await Desks.with(options) { desk in try await desk.costs(["by": "model"]) }
        if json { return Console.data(answer) }
        let lines = answer["costs"]?.arrayValue ?? []
        guard !lines.isEmpty else { return Console.note("Nothing was spent.") }
        let rows = lines.map { line in
            [
                line.cell("key"), Money(line["spent"]?.doubleValue ?? 0).map { "\($0)" } ?? "", line.cell("calls"),
                line.cell("unknown"),
            ]
        }
        for line in TextTable(head: ["MODEL", "SPENT", "CALLS", "UNKNOWN"], rows: rows).lines { Console.data(line) }
    }
}
