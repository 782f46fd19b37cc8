import ModelCatalogue
import OutboundHTTP
import StepKit

/// Which server and which model: from the project's catalogue, or from the process's environment where there is none.
struct ModelSettings: Sendable {
    private let variables: [String: String]
    private let catalogue: ModelCatalogue?

    init(_ variables: [String: String], catalogue: ModelCatalogue? = nil) {
        self.variables = variables
        self.catalogue = catalogue
    }

    /// - Throws: ``ModelCatalogueError`` for a catalogue that cannot be read.
    init(_ environment: StepEnvironment) throws(ModelCatalogueError) {
        let models = environment.settings["models"]
        self.init(
            environment.variables, catalogue: try models.map { json throws(ModelCatalogueError) in try .init(json) })
    }

    /// Whom to ask, the first one first, the others where it does not answer.
    /// - Parameter model: a name, a role or `auto`, as the pipeline says it.
    func targets(
        for model: String?, _ request: ModelRequest, needing needs: Set<ModelAbility>
    ) throws(StepFailure) -> [ModelTarget] {
        guard let catalogue else { return [try target(for: model)] }
        do throws(ModelCatalogueError) {
            let usual = catalogue.router.isEmpty ? value("MILLRACE_MODEL_NAME") : nil
            let candidates = try catalogue.candidates(for: model ?? usual, request, needing: needs)
            let first = try target(for: candidates[0], in: catalogue)
            // A fallback that nobody has set up is none.
            return [first] + candidates.dropFirst().compactMap { try? target(for: $0, in: catalogue) }
        } catch {
            throw StepFailure(.modelNotConfigured, error.message)
        }
    }

    private func target(for model: Model, in catalogue: ModelCatalogue) throws(ModelCatalogueError) -> ModelTarget {
        let address = try catalogue.address(of: model, for: .chat, in: variables)
        return ModelTarget(
            url: address.url, model: address.model, headers: HTTPHeaders(json: address.headers),
            entry: CatalogueEntry(model: model, hasBudgets: !catalogue.budgets.isEmpty))
    }

    /// Where to ask, and as whom, by the environment alone.
    func target(for model: String?) throws(StepFailure) -> ModelTarget {
        guard let endpoint = value("MILLRACE_MODEL_ENDPOINT") else {
            throw StepFailure(.modelNotConfigured, "MILLRACE_MODEL_ENDPOINT is not set, such as https://api.example/v1")
        }
        guard let name = model.map(resolve) ?? value("MILLRACE_MODEL_NAME") else {
            throw StepFailure(.modelNotConfigured, "the step names no model and MILLRACE_MODEL_NAME is not set")
        }
        let url = ModelAddress.url(
            endpoint, ModelAddress.Service.chat.rawValue, version: value("MILLRACE_MODEL_API_VERSION"))
        return ModelTarget(url: url, model: name, headers: headers(host: ModelTarget.host(of: endpoint)))
    }

    private func value(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func resolve(_ model: String) -> String {
        let word = model.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return value("MILLRACE_MODEL_ROLE_" + String(word)) ?? model
    }

    private func headers(host: String) -> HTTPHeaders {
        var headers = HTTPHeaders(json: [:])
        guard let key = value("MILLRACE_MODEL_KEY") else { return headers }
        headers["Authorization"] = "Bearer \(key)"
        if [".azure.com", ".azure.us", ".azure.cn"].contains(where: host.hasSuffix) { headers["api-key"] = key }
        return headers
    }
}

/// One model at one server. The key travels in `headers`, and only ever to `url`.
struct ModelTarget: Sendable {
    let url: String
    /// What the server calls it.
    let model: String
    let headers: HTTPHeaders
    /// `nil` where there is no catalogue.
    var entry: CatalogueEntry?

    /// What costs and budgets call it.
    var name: String { entry?.model.name ?? model }

    static func host(of url: String) -> String {
        let authority = url.drop { $0 != ":" }.dropFirst(3).prefix { !"/?#".contains($0) }
        return authority.prefix { $0 != ":" }.lowercased()
    }
}

extension HTTPHeaders {
    fileprivate init(json others: [String: String]) {
        self = ["Content-Type": "application/json"]
        for (name, value) in others.sorted(by: { $0.key < $1.key }) { self[name] = value }
    }
}
