import DevModel
import Logging
import PipelineDefinitions

/// Starts the development model where nobody has named a real one.
enum ModelStandIn {
    /// Calls `body` with settings that name a model, if these pipelines use one: the ones given, or the stand-in's.
    static func with<Value: Sendable>(
        _ settings: Settings, for pipelines: [PipelineDefinition], logger: Logger,
        _ body: (Settings) async throws -> Value
    ) async throws -> Value {
        let isNeeded = pipelines.contains { $0.steps.contains { $0.uses.hasPrefix("model.") } }
        guard isNeeded, !settings.hasModelEndpoint else { return try await body(settings) }
        let options = DevModelOptions(address: DevModelAddress(port: 0))
        // It ends with the command, in the middle of whatever its connections do: nothing to log.
        var quiet = logger
        quiet.logLevel = .critical
        return try await DevModelServer(options: options, logger: quiet).withServer { address in
            Console.note(
                "No model is configured: the development model stands in (set MILLRACE_MODEL_ENDPOINT and MILLRACE_MODEL_KEY for a real one)."
            )
            var settings = settings
            settings.variables["MILLRACE_MODEL_ENDPOINT"] = address.baseURL
            return try await body(settings)
        }
    }
}
