import HTTPTypes
import Hummingbird
import JSONModel

/// What concerns the store as a whole: `/v1/subscriptions`, `/v1/schedules`, `/v1/store/…`.
struct StoreRoutes {
    let bench: Workbench

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "v1/subscriptions") { _, _ in .json(try await bench.subscriptions()) },
            Endpoint(.get, "v1/schedules") { _, _ in .json(try await bench.schedules()) },
            Endpoint(.get, "v1/store/audit") { _, _ in .json(try await bench.audit()) },
            Endpoint(.post, "v1/store/backup") { request, _ in
                let body = try ObjectBody(try await request.json(), known: ["path"])
                return .json(try await bench.backup(to: body.requiredText("path")), status: .created)
            },
        ]
    }
}
