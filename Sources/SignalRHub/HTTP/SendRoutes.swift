import Foundation
import HTTPTypes
public import Hummingbird
import JSONModel
import NIOCore
import WebTokens

/// `/api/hubs/…`: sending over REST in the form of Azure SignalR Service (2022-06-01), so that whoever sends needs one
/// client for both. 202 means taken, not delivered.
public struct SendRoutes: Sendable {
    /// The most bytes of a body, as at Azure. 1 MB.
    static let bodyLimit = 1 << 20

    let hub: Hub

    public init(_ hub: Hub) {
        self.hub = hub
    }

    public func add<Context: RequestContext>(to router: Router<Context>) {
        // The router takes one name for one place: the kind of recipient is `:send` itself where everyone is meant.
        for path in ["api/hubs/:hub/:kind", "api/hubs/:hub/:kind/:name/:verb"] {
            router.post(RouterPath(path)) { request, context in
                await respond { () throws(HubRefusal) in try await send(request, try recipient(context)) }
            }
        }
        router.head("api/hubs/:hub/:kind/:name") { request, context in
            await respond { () throws(HubRefusal) in
                try authorize(request)
                let (hubName, audience) = try recipient(context)
                return .empty(hub.hasListeners(audience, hub: hubName) ? .ok : .notFound)
            }
        }
        router.head("api/health") { _, _ in Response.empty(.ok) }
    }

    private func respond(_ answer: () async throws(HubRefusal) -> Response) async -> Response {
        do throws(HubRefusal) { return try await answer() } catch { return error.response }
    }

    private func recipient<Context: RequestContext>(_ context: Context) throws(HubRefusal) -> (String, Audience) {
        func part(_ name: String) -> String? {
            context.parameters.get(name).flatMap { $0.removingPercentEncoding }.flatMap { $0.isEmpty ? nil : $0 }
        }
        let noPath = HubRefusal(.notFound, "no_such_route", "there is nothing to send to at this path")
        guard let hub = part("hub"), HubRequest.isName(hub) else { throw .badHub }
        let kind = part("kind")
        if kind == ":send", part("name") == nil { return (hub, .everyone) }
        guard let name = part("name"), [":send", nil].contains(part("verb")) else { throw noPath }
        switch kind {
        case "users": return (hub, .user(name))
        case "groups": return (hub, .group(name))
        case "connections": return (hub, .connection(name))
        default: throw noPath
        }
    }

    private func send(_ request: Request, _ recipient: (hub: String, audience: Audience)) async throws(HubRefusal)
        -> Response
    {
        try authorize(request)
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.bodyLimit)
        } catch {
            throw HubRefusal(.contentTooLarge, "payload_too_large", "a body may have at most \(Self.bodyLimit) bytes")
        }
        guard let message = try? JSONValue(parsing: body.readableBytesView),
            let target = message["target"]?.stringValue, !target.isEmpty,
            let arguments = (message["arguments"] ?? []).arrayValue
        else {
            throw HubRefusal(
                .badRequest, "invalid_body", "the body is not {\"target\": text, \"arguments\": a list}")
        }
        hub.send(target, arguments: arguments, to: recipient.audience, hub: recipient.hub)
        return .empty(.accepted)
    }

    /// The token is meant for this very address, without its query and a slash at its end.
    private func authorize(_ request: Request) throws(HubRefusal) {
        var address = (request.head.authority ?? "") + (request.head.path ?? "").prefix { $0 != "?" }
        while address.hasSuffix("/") { address.removeLast() }
        do throws(WebTokenError) {
            let token = try WebToken(
                verifying: HubRequest.bearer(request.headers[.authorization]) ?? "", key: hub.trust.accessKey,
                at: hub.time.now(), leeway: Hub.leeway)
            // Behind a proxy that ends TLS the scheme is not ours to see.
            try token.checkAudience { $0 == "http://" + address || $0 == "https://" + address }
        } catch {
            throw HubRefusal(.unauthorized, error.code.rawValue, error.message)
        }
    }
}
