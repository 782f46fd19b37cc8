import HTTPTypes
import Hummingbird
import JSONModel
import NIOCore

/// `/` shows the inbox, `/messages` is the same as JSON, and what is posted below `/hooks` is caught.
struct InboxRoutes: Sendable {
    static let bodyLimit = 4 << 20

    let state: InboxState
    let now: @Sendable () -> String

    var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("/") { _, _ in Self.page(InboxPage(items: state.items).html) }
        router.get("/messages") { _, _ in Self.json(["messages": .array(state.items.map(\.value))]) }
        router.delete("/messages") { _, _ in
            state.removeAll()
            return Response(status: .noContent)
        }
        router.post("/hooks") { request, _ in try await take(request) }
        router.post("/hooks/**") { request, _ in try await take(request) }
        return router
    }

    private func take(_ request: Request) async throws -> Response {
        let body = String(buffer: try await request.body.collect(upTo: Self.bodyLimit))
        let meant = HTTPField.Name("millrace-original-url").flatMap { request.headers[$0] }
        let type = (try? JSONValue(parsing: Array(body.utf8)))?["type"]?.stringValue
        let item = state.add { id in
            InboxItem(
                id: id, kind: .webhook, time: now(), from: "\(request.method.rawValue) \(request.uri.path)",
                to: [meant ?? request.uri.path], subject: type ?? "", headers: Self.headers(of: request), text: body,
                html: nil)
        }
        return Self.json(["caught": .int(Int64(item.id))], status: .accepted)
    }

    private static func headers(of request: Request) -> [InboxItem.Header] {
        request.headers.map { InboxItem.Header(name: $0.name.rawName, value: $0.value) }
    }

    private static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.text())))
    }

    private static func page(_ html: String) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
