import HTTPTypes
import Hummingbird
import NIOCore

/// `/` for people, `/metrics` for machines that watch.
struct OverviewRoutes {
    let bench: Workbench

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/") { _, _ in
                let overview = try await Overview(of: bench.broker, at: bench.now)
                return Self.page(OverviewPage(overview: overview).html)
            },
            Endpoint(.get, "metrics") { _, _ in
                let metrics = try await MetricsText(of: bench.broker, at: bench.now)
                return Self.text(metrics.text, [.contentType: MetricsText.mediaType])
            },
        ]
    }

    private static func page(_ html: String) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return text(html, headers)
    }

    private static func text(_ text: String, _ headers: HTTPFields) -> Response {
        Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
