import HTTPTypes
public import Hummingbird
import JSONModel
import NIOCore

/// `/hubs/{hub}` and `/hubs/{hub}/negotiate`: what clients of SignalR ask for, sockets excepted.
public struct HubRoutes: Sendable {
    private typealias Answer = (HubCaller, HubRequest, Request) async throws(HubRefusal) -> Response

    let hub: Hub

    public init(_ hub: Hub) {
        self.hub = hub
    }

    public func add<Context: RequestContext>(to router: Router<Context>) {
        router.post("hubs/:hub/negotiate") { await respond($0, $1, negotiate) }
        router.get("hubs/:hub") { await respond($0, $1, connect) }
        router.post("hubs/:hub") { await respond($0, $1, post) }
        router.delete("hubs/:hub") { await respond($0, $1, delete) }
        for path in ["hubs/:hub", "hubs/:hub/negotiate"] {
            router.on(RouterPath(path), method: .options) { request, context in
                CrossOrigin(origins: hub.options.origins).preflight(HubRequest(request.head, hub: ""))
            }
        }
    }

    /// Finds out who asks, and turns refusals into answers that a page may read.
    private func respond<Context: RequestContext>(
        _ request: Request, _ context: Context,
        _ answer: Answer
    ) async -> Response {
        let asked = HubRequest(request.head, hub: context.parameters.get("hub") ?? "")
        var response: Response
        do throws(HubRefusal) {
            let caller = try asked.caller(trusting: hub.trust, origins: hub.options.origins, at: hub.time.now())
            response = try await answer(caller, asked, request)
        } catch {
            response = error.response
        }
        CrossOrigin(origins: hub.options.origins).add(to: &response, for: asked)
        return response
    }

    private func negotiate(_ caller: HubCaller, _ asked: HubRequest, _: Request) throws(HubRefusal) -> Response {
        guard let theirs = asked["negotiateVersion"].map({ UInt8($0) }) ?? 0 else {
            throw HubRefusal(.badRequest, "invalid_query", "`negotiateVersion` is not a small whole number")
        }
        let version = Int(min(theirs, 1))
        let connection = try hub.open(for: caller, version: version)
        var body: [String: JSONValue] = [
            "negotiateVersion": .int(Int64(version)), "connectionId": .string(connection.id),
            "availableTransports": [
                ["transport": "WebSockets", "transferFormats": ["Text"]],
                ["transport": "ServerSentEvents", "transferFormats": ["Text"]],
                ["transport": "LongPolling", "transferFormats": ["Text"]],
            ],
        ]
        if version > 0 { body["connectionToken"] = .string(connection.token) }
        return .hub(.object(body))
    }

    private func connect(
        _ caller: HubCaller, _ asked: HubRequest, _ request: Request
    ) async throws(HubRefusal) -> Response {
        if HTTPField.Name(UpgradeFilter.refused).flatMap({ request.headers[$0] }) != nil {
            // A socket that may be had was upgraded before it came here.
            try SocketGate(hub).check(caller, asked)
            throw HubRefusal(.badRequest, "invalid_upgrade", "this is not a request for a WebSocket of version 13")
        }
        guard let token = asked.connection else { throw .noID }
        guard request.headers[.accept]?.contains("text/event-stream") == true else {
            return try await LongPoll(hub).poll(token, caller)
        }
        let carrier = try Carrier(.eventStream, of: token, for: caller, in: hub)
        return EventStream(carrier: carrier).response(to: request)
    }

    private func post(
        _ caller: HubCaller, _ asked: HubRequest, _ request: Request
    ) async throws(HubRefusal) -> Response {
        guard let token = asked.connection else { throw .noID }
        try hub.update { state, _ throws(HubRefusal) in
            try state.beginPost(token, hub: caller.hub, user: caller.user)
        }
        defer { hub.update { state, _ in state.endPost(token) } }
        let body: ByteBuffer
        do {
            // A post may hold several messages.
            body = try await request.body.collect(upTo: hub.options.messageLimit * 2)
        } catch {
            throw HubRefusal(
                .contentTooLarge, "payload_too_large",
                "a post may have at most \(hub.options.messageLimit * 2) bytes")
        }
        await hub.receive(Array(body.readableBytesView), from: token, user: caller.user)
        return .empty(.ok)
    }

    private func delete(_ caller: HubCaller, _ asked: HubRequest, _: Request) throws(HubRefusal) -> Response {
        guard let token = asked.connection else { throw .noID }
        try hub.update { state, now throws(HubRefusal) in
            try state.delete(token, hub: caller.hub, user: caller.user, now: now)
        }
        return .empty(.accepted)
    }
}
