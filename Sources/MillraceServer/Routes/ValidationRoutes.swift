import HTTPTypes
import Hummingbird

/// `/v1/validate`: what the command line says of a project, said of texts.
struct ValidationRoutes {
    let bench: Workbench

    var endpoints: [Endpoint] {
        [
            Endpoint(.post, "v1/validate") { request, _ in
                .json(try await bench.validate(try await request.json()))
            }
        ]
    }
}
