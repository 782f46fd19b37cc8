import Hummingbird
import JSONModel

/// `/v1/dead-letters`: list, group, look at one, preview, redrive, discard.
struct DeadLetterRoutes {
    let bench: Workbench

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "v1/dead-letters", takesQuery: true) { request, _ in
                .json(try await bench.deadLetters(request.parameters()))
            },
            Endpoint(.get, "v1/dead-letters/groups", takesQuery: true) { request, _ in
                .json(try await bench.deadLetterGroups(request.parameters()))
            },
            Endpoint(.get, "v1/dead-letters/preview", takesQuery: true) { request, _ in
                .json(try await bench.deadLetterPreview(request.parameters()))
            },
            Endpoint(.get, "v1/dead-letters/:delivery") { _, context in
                let text = try context.name("delivery")
                guard let delivery = Int64(text) else { throw Problem.notFound("`\(text)` is no delivery's number") }
                return .json(try await bench.deadLetter(delivery))
            },
            Endpoint(.post, "v1/dead-letters/redrive") { request, _ in
                .json(try await bench.redrive(try await request.json()))
            },
            Endpoint(.post, "v1/dead-letters/discard") { request, _ in
                .json(try await bench.discard(try await request.json()))
            },
        ]
    }
}
