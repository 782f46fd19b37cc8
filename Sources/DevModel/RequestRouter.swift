import HTTPTypes
import Hummingbird
import JSONModel

/// Finds what a path and a method ask for, and labels every answer as a stand-in's.
struct RequestRouter: Sendable {
    let models: ModelEndpoint
    let state: ServerState

    private enum Route { case health, models, state, ledger, chat, transcription }

    func respond(to request: Request, _ context: ConnectionContext) async -> Response {
        var response = await answer(request, context)
        if let label = HTTPField.Name("x-millrace-dev-model") { response.headers[label] = "1" }
        return response
    }

    private func answer(_ request: Request, _ context: ConnectionContext) async -> Response {
        guard let route = Self.route(request.uri.path) else {
            return .refusal(DevModelError(.notFound, "There is nothing at \(request.uri.path)."))
        }
        let method: HTTPRequest.Method = [.chat, .transcription].contains(route) ? .post : .get
        guard request.method == method else {
            let message = "\(request.uri.path) takes \(method.rawValue) only."
            return .refusal(DevModelError(.methodNotAllowed, message), headers: [.allow: method.rawValue])
        }
        return switch route {
        case .health: .json(["status": "ok", "model": .string(ChatReply.model)])
        case .models: .json(Self.models)
        case .state: .json(state.counters.json)
        case .ledger: .json(state.billing.json)
        case .chat: await models.respond(to: request, on: context.connection, as: .chat)
        case .transcription: await models.respond(to: request, on: context.connection, as: .transcription)
        }
    }

    private static func route(_ path: String) -> Route? {
        switch path {
        case "/healthz": .health
        case "/v1/models": .models
        case "/v1/_dev/state": .state
        case "/ledger", "/v1/_dev/ledger": .ledger
        // Azure and llama.cpp put other things in front.
        case let path where path.hasSuffix("/chat/completions"): .chat
        case let path where path.hasSuffix("/audio/transcriptions"): .transcription
        default: nil
        }
    }

    private static let models: JSONValue = [
        "object": "list",
        "data": [["id": .string(ChatReply.model), "object": "model", "created": 0, "owned_by": "millrace"]],
    ]
}
