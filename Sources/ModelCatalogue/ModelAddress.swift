/// Where a model is asked, and as whom.
public struct ModelAddress: Sendable {
    /// What is asked for there, as the OpenAI-compatible interface says it.
    public enum Service: String, Sendable {
        case chat = "/chat/completions"
        case transcription = "/audio/transcriptions"
    }

    /// With `api-version` and all.
    public let url: String
    /// What the server calls the model.
    public let model: String
    /// Hold the key: for ``url`` alone, and never shown.
    public let headers: [String: String]

    /// The address below a base URL, which may already end with the service.
    /// - Parameter version: sent as `api-version`, unless there is one.
    public static func url(_ base: String, _ service: String, version: String? = nil) -> String {
        let parts = base.split(separator: "?", maxSplits: 1).map(String.init)
        var path = parts.first ?? base
        while path.hasSuffix("/") { path.removeLast() }
        if !path.hasSuffix(service) { path += service }
        var query = parts.count > 1 ? [parts[1]] : []
        if let version { query.append("api-version=\(version)") }
        return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
    }
}

extension ModelProvider {
    /// The base URL that is set; `nil` if there is none.
    public func endpoint(in variables: [String: String]) -> String? {
        (endpointVariable.flatMap { variables.text($0) } ?? endpoint).map { base in
            var base = base
            while base.hasSuffix("/") { base.removeLast() }
            return base
        }
    }

    /// The key that is set; `nil` if there is none.
    public func key(in variables: [String: String]) -> String? { keyVariable.flatMap { variables.text($0) } }

    /// Whether it can be asked: its endpoint is known, and its key if it takes one.
    public func isConfigured(in variables: [String: String]) -> Bool {
        guard kind != .pocketsphinx else { return true }
        return endpoint(in: variables) != nil && (keyVariable == nil || key(in: variables) != nil)
    }
}

extension ModelCatalogue {
    /// The environment variable of a server that stands in for every provider that is not configured.
    public static let standIn = "MILLRACE_MODEL_ENDPOINT"

    /// Where to ask a model: at its provider, or at the stand-in where the provider has no endpoint or key.
    /// - Throws: ``ModelCatalogueError`` with `model_not_configured`.
    public func address(
        of model: Model, for service: ModelAddress.Service, in variables: [String: String]
    ) throws(ModelCatalogueError) -> ModelAddress {
        guard let provider = providers[model.provider] else {
            throw ModelCatalogueError(.notConfigured, "no provider is called `\(model.provider)`")
        }
        if provider.isConfigured(in: variables), let base = provider.endpoint(in: variables) {
            return ModelAddress(
                url: provider.url(base, model, service), model: model.deployment,
                headers: provider.headers(key: provider.key(in: variables)))
        }
        guard let base = variables.text(Self.standIn) else { throw provider.notConfigured(in: variables) }
        let key = variables.text("MILLRACE_MODEL_KEY")
        return ModelAddress(
            url: ModelAddress.url(base, service.rawValue, version: variables.text("MILLRACE_MODEL_API_VERSION")),
            model: model.deployment, headers: key.map { ["Authorization": "Bearer \($0)"] } ?? [:])
    }
}

extension ModelProvider {
    fileprivate func url(_ base: String, _ model: Model, _ service: ModelAddress.Service) -> String {
        var service = service.rawValue
        if kind == .azureAI {
            switch deployments {
            case .path: service = "/openai/deployments/\(model.deployment)\(service)"
            case .body: service = Self.hasPath(base) ? service : "/models\(service)"
            }
        }
        return ModelAddress.url(base, service, version: apiVersion)
    }

    private static func hasPath(_ url: String) -> Bool {
        url.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3).contains { !$0.isEmpty }
    }

    fileprivate func headers(key: String?) -> [String: String] {
        guard let key else { return [:] }
        return switch authentication {
        case .apiKey: ["api-key": key]
        case .bearer: ["Authorization": "Bearer \(key)"]
        }
    }

    fileprivate func notConfigured(in variables: [String: String]) -> ModelCatalogueError {
        let wanted = [
            endpoint(in: variables) == nil ? endpointVariable ?? "its endpoint" : nil,
            key(in: variables) == nil ? keyVariable : nil,
        ].compactMap(\.self)
        return ModelCatalogueError(
            .notConfigured, "provider `\(name)` is not set up: set \(wanted.joined(separator: " and "))")
    }
}

extension [String: String] {
    /// An empty variable counts as none.
    fileprivate func text(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }
}
