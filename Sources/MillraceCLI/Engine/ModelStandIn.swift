import DevModel
import Logging
import ModelCatalogue
import PipelineDefinitions

/// Starts the development model where nobody has named a real one.
enum ModelStandIn {
    /// Calls `body` with settings that name a model, if these pipelines use one: the ones given, or the stand-in's.
    /// - Parameter models: the project's catalogue; its providers that are set up are asked themselves.
    static func with<Value: Sendable>(
        _ settings: Settings, for pipelines: [PipelineDefinition], models: ModelCatalogue?, logger: Logger,
        _ body: (Settings) async throws -> Value
    ) async throws -> Value {
        let isNeeded = pipelines.contains { pipeline in
            ([pipeline] + pipeline.children.values).contains { $0.allSteps.contains { ModelStep.isOne($0.uses) } }
        }
        guard isNeeded, !settings.hasModelEndpoint, let reason = reason(models, settings) else {
            return try await body(settings)
        }
        let options = DevModelOptions(address: DevModelAddress(port: 0))
        // It ends with the command, in the middle of whatever its connections do: nothing to log.
        var quiet = logger
        quiet.logLevel = .critical
        return try await DevModelServer(options: options, logger: quiet).withServer { address in
            Console.note(reason)
            var settings = settings
            settings.variables[ModelCatalogue.standIn] = address.baseURL
            // The stand-in answers for any model: a step need not name one.
            if models == nil, (settings.variables["MILLRACE_MODEL_NAME"] ?? "").isEmpty {
                settings.variables["MILLRACE_MODEL_NAME"] = "development"
            }
            return try await body(settings)
        }
    }

    /// What to tell people; `nil` where every provider can be asked.
    private static func reason(_ models: ModelCatalogue?, _ settings: Settings) -> String? {
        guard let models else {
            return
                "No model is configured: the development model stands in (set MILLRACE_MODEL_ENDPOINT and MILLRACE_MODEL_KEY for a real one)."
        }
        let missing = models.providers.values.filter { !$0.isConfigured(in: settings.variables) }
        guard !missing.isEmpty else { return nil }
        let names = missing.map(\.name).sorted().joined(separator: ", ")
        let variables = missing.flatMap { [$0.endpointVariable, $0.keyVariable] }.compactMap(\.self)
        return
            "Not set up: \(names). The development model stands in (set \(Set(variables).sorted().joined(separator: ", ")) for real ones)."
    }
}

/// The steps that ask models.
enum ModelStep {
    static func isOne(_ plugin: String) -> Bool { plugin.hasPrefix("model.") || plugin.hasPrefix("speech.") }
}
