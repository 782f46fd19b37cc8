import HTTPTypes
import Hummingbird

/// One method of one path.
struct Endpoint {
    let method: HTTPRequest.Method
    let path: String
    /// Whether it reads the parameters of the query itself; otherwise there must be none.
    let takesQuery: Bool
    let respond: @Sendable (Request, BasicRequestContext) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, takesQuery: Bool = false,
        _ respond: @escaping @Sendable (Request, BasicRequestContext) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.takesQuery = takesQuery
        self.respond = respond
    }
}

/// All endpoints of the API: known paths refuse other methods with 405 and name their own.
struct RouteTable {
    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]

    let endpoints: [Endpoint]

    func add(to router: Router<BasicRequestContext>) {
        for endpoint in endpoints {
            router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
                if !endpoint.takesQuery { _ = try QueryParameters(request.parameters(), known: []) }
                return try await endpoint.respond(request, context)
            }
        }
        for (path, own) in Dictionary(grouping: endpoints, by: \.path) {
            refuseOthers(path, Set(own.map(\.method)), router)
        }
    }

    private func refuseOthers(
        _ path: String, _ own: Set<HTTPRequest.Method>, _ router: Router<BasicRequestContext>
    ) {
        // The router answers HEAD wherever it answers GET.
        let taken = own.contains(.get) ? own.union([.head]) : own
        let allow = taken.map(\.rawValue).sorted().joined(separator: ", ")
        for method in Self.methods where !taken.contains(method) {
            router.on(RouterPath(path), method: method) { _, _ -> Response in
                throw Problem(
                    status: .methodNotAllowed, code: "method_not_allowed",
                    detail: "this path takes \(allow), not \(method.rawValue)", allow: allow)
            }
        }
    }
}
