import Hummingbird
import JSONModel

/// `/healthz`: the process answers. `/readyz`: it takes work.
struct HealthRoutes {
    let isReady: @Sendable () -> Bool

    func add(to router: Router<BasicRequestContext>) {
        router.get("healthz") { _, _ in Response.json(["status": "ok"]) }
        router.get("readyz") { _, _ in
            isReady()
                ? Response.json(["status": "ready"])
                : Response.json(["status": "draining"], status: .serviceUnavailable)
        }
    }
}
