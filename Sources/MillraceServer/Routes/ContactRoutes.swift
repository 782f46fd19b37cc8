import HTTPTypes
import Hummingbird

/// `/v1/contacts`: how creators want to be told.
struct ContactRoutes {
    let bench: Workbench

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "v1/contacts", takesQuery: true) { request, _ in
                .json(try await bench.contacts(request.parameters()))
            },
            Endpoint(.get, "v1/contacts/:creator") { _, context in
                .json(try await bench.contact(try context.name("creator")))
            },
            Endpoint(.put, "v1/contacts/:creator") { request, context in
                let creator = try context.name("creator")
                let (contact, isNew) = try await bench.putContact(creator, try await request.json())
                return .json(contact, status: isNew ? .created : .ok)
            },
            Endpoint(.delete, "v1/contacts/:creator") { _, context in
                .json(try await bench.removeContact(try context.name("creator")))
            },
        ]
    }
}
