import ArgumentParser
import JSONModel
import ModelCatalogue
import StepKit

struct ModelsListCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List models with their prices, and whether their provider is set up.",
        usage: "millrace models list [<options>]", discussion: "Example: millrace models list --json")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let catalogue = try ProjectLoading.models(options, registry: registry)
        let variables = Settings().variables
        let models = catalogue.models.values.sorted { $0.name < $1.name }
        if json { return Console.data(.array(models.map { Self.value($0, of: catalogue, variables) })) }
        let rows = models.map { model in
            let prices = model.prices
            return [
                model.name, model.provider, model.abilities.map(\.rawValue).sorted().joined(separator: ","),
                model.context.map { "\($0)" } ?? "", Self.text(prices.input), Self.text(prices.cachedInput),
                Self.text(prices.output), Self.text(prices.audioMinute), Self.roles(of: model, catalogue),
                Self.state(of: model, catalogue, variables),
            ]
        }
        let head = [
            "NAME", "PROVIDER", "ABILITIES", "CONTEXT", "INPUT", "CACHED", "OUTPUT", "MINUTE", "ROLES", "STATE",
        ]
        for line in TextTable(head: head, rows: rows).lines { Console.data(line) }
        Console.note("Prices in \(catalogue.currency): for a million tokens, and for a minute of sound.")
    }

    private static func text(_ price: Money?) -> String { price.map { "\($0)" } ?? "" }

    private static func roles(of model: Model, _ catalogue: ModelCatalogue) -> String {
        catalogue.roles.filter { $0.value == model.name }.keys.sorted().joined(separator: ",")
    }

    private static func state(of model: Model, _ catalogue: ModelCatalogue, _ variables: [String: String]) -> String {
        if catalogue.providers[model.provider]?.isConfigured(in: variables) == true { return "ready" }
        return (variables[ModelCatalogue.standIn] ?? "").isEmpty ? "not set up" : "stood in for"
    }

    private static func value(
        _ model: Model, of catalogue: ModelCatalogue, _ variables: [String: String]
    ) -> JSONValue {
        var members = catalogue.json["models"]?[model.name]?.objectValue ?? [:]
        members["name"] = .string(model.name)
        members["roles"] = .array(catalogue.roles.filter { $0.value == model.name }.keys.sorted().map { .string($0) })
        members["fallbacks"] = .array((catalogue.fallbacks[model.name] ?? []).map { .string($0) })
        members["currency"] = .string(catalogue.currency)
        members["state"] = .string(state(of: model, catalogue, variables))
        return .object(members)
    }
}
