import ArgumentParser
import JSONModel
import ModelCatalogue
import OutboundHTTP
import StepKit

struct ModelsTestCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Try a model with one tiny real call: latency, tokens, cost.",
        usage: "millrace models test <name> [<options>]", discussion: "Example: millrace models test small")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "A model or a role.") var name: String
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let catalogue = try ProjectLoading.models(options, registry: registry)
        let model = try catalogue.model(named: name)
        guard model.abilities.contains(.chat) else {
            throw CommandFailure(.usage, "model_not_able: `\(model.name)` does not chat; only such models can be tried")
        }
        let outcome = try await ModelTrial(catalogue: catalogue, model: model).run(Settings().variables)
        if json { return Console.data(outcome.value) }
        Console.data("\(model.name): \(outcome.line(catalogue))")
    }
}

/// One tiny call.
struct ModelTrial {
    struct Outcome {
        let model: Model
        let url: String
        let latency: Duration
        /// `nil` where the server does not tell.
        let usage: ModelUsage?

        private var cost: Money? { usage.flatMap { model.cost(of: $0) } }
        private var milliseconds: Int64 {
            latency.components.seconds * 1000 + latency.components.attoseconds / 1_000_000_000_000_000
        }

        func line(_ catalogue: ModelCatalogue) -> String {
            let tokens = usage.map { "\($0.inputTokens) + \($0.outputTokens) tokens" } ?? "tokens unknown"
            return "answered in \(milliseconds) ms, \(tokens), cost \(catalogue.text(cost))"
        }

        var value: JSONValue {
            [
                "model": .string(model.name), "deployment": .string(model.deployment), "url": .string(url),
                "latencyMs": .int(milliseconds), "inputTokens": usage.map { .int($0.inputTokens) } ?? .null,
                "outputTokens": usage.map { .int($0.outputTokens) } ?? .null,
                "cost": cost.map { .double($0.units) } ?? .null,
            ]
        }
    }

    private static let patience = Duration.seconds(60)
    let catalogue: ModelCatalogue
    let model: Model

    func run(_ variables: [String: String]) async throws -> Outcome {
        let address: ModelAddress
        do throws(ModelCatalogueError) {
            address = try catalogue.address(of: model, for: .chat, in: variables)
        } catch {
            throw CommandFailure(.configuration, "\(error.code.rawValue): \(error.message)")
        }
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try await send(to: address)
        return Outcome(
            model: model, url: address.url, latency: start.duration(to: clock.now), usage: Self.usage(answer["usage"]))
    }

    private func send(to address: ModelAddress) async throws -> JSONValue {
        let body: JSONValue = [
            "model": .string(address.model), "max_tokens": 16, "stream": false,
            "messages": [["role": "user", "content": "Answer with the word yes."]],
        ]
        var request = OutboundRequest("POST", address.url, body: Array(body.text().utf8))
        request.headers["Content-Type"] = "application/json"
        for (name, value) in address.headers { request.headers[name] = value }
        request.limits.totalTimeout = Self.patience
        do {
            let response = try await OutboundHTTPClient(addressPolicy: .unrestricted)
                .send(request, collectUpTo: 1 << 20)
            guard response.head.isSuccess else {
                throw CommandFailure(.unreachable, "model_refused: the server answered with status \(response.status)")
            }
            guard let value = try? JSONValue(parsing: response.body), value["choices"]?[0] != nil else {
                throw CommandFailure(.unreachable, "model_not_understood: the server's answer is no chat completion")
            }
            return value
        } catch let error as OutboundHTTPError {
            throw CommandFailure(.unreachable, "\(error.code.rawValue): \(error.message)")
        }
    }

    private static func usage(_ value: JSONValue?) -> ModelUsage? {
        guard let input = value?["prompt_tokens"]?.intValue, let output = value?["completion_tokens"]?.intValue else {
            return nil
        }
        let cached = value?["prompt_tokens_details"]?["cached_tokens"]?.intValue ?? 0
        return ModelUsage(inputTokens: input, cachedTokens: cached, outputTokens: output)
    }
}
