import HTTPTypes
import Hummingbird

/// Refuses what a web page of somebody else's makes a browser send to a server on loopback: it names a foreign origin,
/// or comes under a foreign host name that was made to lead here.
struct ForeignPageMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority ?? ""
        guard Self.isLoopback(Self.host(of: authority)) else {
            throw Problem(
                status: .forbidden, code: "foreign_host",
                detail: "this server answers on loopback, not as `\(authority)`")
        }
        // The hub has origins of its own to allow, and asks for a token whoever calls.
        if let origin = request.headers[.origin], !request.uri.path.hasPrefix("/hubs/"),
            Self.host(of: origin.split(separator: "/").last ?? "") != Self.host(of: authority)
        {
            throw Problem(
                status: .forbidden, code: "foreign_origin", detail: "a page of `\(origin)` may not call this server")
        }
        return try await next(request, context)
    }

    private static func host(of authority: some StringProtocol) -> String {
        let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" } + ""
        return name.lowercased()
    }

    private static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isAddress = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
        return isAddress || host == "localhost" || host == "[::1]"
    }
}
