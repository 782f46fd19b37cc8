import Hummingbird

/// `/v1/costs`: what was spent.
struct CostRoutes {
    let bench: Workbench

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "v1/costs", takesQuery: true) { request, _ in
                .json(try await bench.costs(request.parameters()))
            }
        ]
    }
}
