import Broker
import JSONModel
import MillraceServer
import PipelineRuntime
import SQLiteBroker

/// Asks a store that this process has to itself.
struct LocalDesk: Desk {
    private let broker: SQLiteBroker
    private let bench: Workbench

    init(broker: SQLiteBroker, time: TimeSource, project: ProjectInForce = .unknown) {
        self.broker = broker
        bench = Workbench(broker: broker, time: time, project: project, backup: broker.backup)
    }

    func list(_ parameters: [String: String]) async throws -> [JSONValue] {
        try await bench.jobs(parameters)["jobs"]?.arrayValue ?? []
    }

    func show(_ id: String) async throws -> JSONValue { try await bench.job(id) }

    func events(_ id: String, after: Int64) async throws -> [JSONValue] {
        try await bench.events(of: id, ["after": "\(after)"])["events"]?.arrayValue ?? []
    }

    func cancel(_ id: String) async throws -> JSONValue { try await bench.cancel(id) }

    func why(_ id: String) async throws -> JSONValue { try await bench.why(id) }

    func letters(_ parameters: [String: String]) async throws -> JSONValue { try await bench.deadLetters(parameters) }

    func letterGroups(_ parameters: [String: String]) async throws -> [JSONValue] {
        try await bench.deadLetterGroups(parameters)["groups"]?.arrayValue ?? []
    }

    func letter(_ delivery: Int64) async throws -> JSONValue { try await bench.deadLetter(delivery) }

    func preview(_ parameters: [String: String]) async throws -> JSONValue {
        try await bench.deadLetterPreview(parameters)
    }

    func redrive(_ order: JSONValue) async throws -> JSONValue { try await bench.redrive(order) }

    func discard(_ order: JSONValue) async throws -> JSONValue { try await bench.discard(order) }

    func subscriptions() async throws -> [JSONValue] {
        try await bench.subscriptions()["subscriptions"]?.arrayValue ?? []
    }

    func schedules() async throws -> [JSONValue] { try await bench.schedules()["schedules"]?.arrayValue ?? [] }

    func audit() async throws -> JSONValue { try await bench.audit() }

    func validate(_ proposal: JSONValue) async throws -> JSONValue { try await bench.validate(proposal) }

    func backup(to path: String) async throws { _ = try await bench.backup(to: path) }

    func close() async { await broker.close() }
}

extension LocalDesk {
    func costs(_ parameters: [String: String]) async throws -> JSONValue { try await bench.costs(parameters) }

    func contacts(_ parameters: [String: String]) async throws -> JSONValue { try await bench.contacts(parameters) }

    func contact(_ creator: String) async throws -> JSONValue { try await bench.contact(creator) }

    func putContact(_ creator: String, _ body: JSONValue) async throws -> JSONValue {
        try await bench.putContact(creator, body).contact
    }

    func removeContact(_ creator: String) async throws -> JSONValue { try await bench.removeContact(creator) }
}
