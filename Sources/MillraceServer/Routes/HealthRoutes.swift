import Hummingbird
import JSONModel

/// `/healthz`: the process answers. `/readyz`: it takes work.
struct HealthRoutes {
    let isReady: @Sendable () -> Bool

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "healthz", takesQuery: true) { _, _ in .json(["status": "ok"]) },
            Endpoint(.get, "readyz", takesQuery: true) { _, _ in
                isReady()
                    ? .json(["status": "ready"]) : .json(["status": "draining"], status: .serviceUnavailable)
            },
        ]
    }
}
