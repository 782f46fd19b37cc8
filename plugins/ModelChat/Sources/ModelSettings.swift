import OutboundHTTP
import StepKit

/// Which server and which model, from the process's environment.
struct ModelSettings: Sendable {
    private let variables: [String: String]

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// Where to ask, and as whom.
    /// - Parameter model: a name or a role, as the pipeline says it.
    func target(for model: String?) throws(StepFailure) -> ModelTarget {
        guard let endpoint = value("MILLRACE_MODEL_ENDPOINT") else {
            throw StepFailure(.modelNotConfigured, "MILLRACE_MODEL_ENDPOINT is not set, such as https://api.example/v1")
        }
        guard let name = model.map(resolve) ?? value("MILLRACE_MODEL_NAME") else {
            throw StepFailure(.modelNotConfigured, "the step names no model and MILLRACE_MODEL_NAME is not set")
        }
        return ModelTarget(
            url: url(endpoint), model: name, headers: headers(host: ModelTarget.host(of: endpoint)))
    }

    private func value(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func resolve(_ model: String) -> String {
        let word = model.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return value("MILLRACE_MODEL_ROLE_" + String(word)) ?? model
    }

    private func url(_ endpoint: String) -> String {
        let parts = endpoint.split(separator: "?", maxSplits: 1).map(String.init)
        var path = parts.first ?? endpoint
        while path.hasSuffix("/") { path.removeLast() }
        if !path.hasSuffix("/chat/completions") { path += "/chat/completions" }
        var query = parts.count > 1 ? [parts[1]] : []
        if let version = value("MILLRACE_MODEL_API_VERSION") { query.append("api-version=\(version)") }
        return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
    }

    private func headers(host: String) -> HTTPHeaders {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        guard let key = value("MILLRACE_MODEL_KEY") else { return headers }
        headers["Authorization"] = "Bearer \(key)"
        if [".azure.com", ".azure.us", ".azure.cn"].contains(where: host.hasSuffix) { headers["api-key"] = key }
        return headers
    }
}

/// One model at one server. The key travels in `headers`, and only ever to `url`.
struct ModelTarget: Sendable {
    let url: String
    let model: String
    let headers: HTTPHeaders

    static func host(of url: String) -> String {
        let authority = url.drop { $0 != ":" }.dropFirst(3).prefix { !"/?#".contains($0) }
        return authority.prefix { $0 != ":" }.lowercased()
    }
}
