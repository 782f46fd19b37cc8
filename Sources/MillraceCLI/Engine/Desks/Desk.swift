import JSONModel

/// The questions and orders of the commands: answered by the store, or by the server that owns it. Questions take the
/// parameters of the HTTP API, and answers are its bodies.
typealias Desk = JobDesk & DeadLetterDesk & StoreDesk & CostDesk & ContactDesk

protocol JobDesk: Sendable {
    func list(_ parameters: [String: String]) async throws -> [JSONValue]
    func show(_ id: String) async throws -> JSONValue
    func events(_ id: String, after: Int64) async throws -> [JSONValue]
    func cancel(_ id: String) async throws -> JSONValue
    func why(_ id: String) async throws -> JSONValue
}

protocol DeadLetterDesk: Sendable {
    func letters(_ parameters: [String: String]) async throws -> JSONValue
    func letterGroups(_ parameters: [String: String]) async throws -> [JSONValue]
    func letter(_ delivery: Int64) async throws -> JSONValue
    func preview(_ parameters: [String: String]) async throws -> JSONValue
    func redrive(_ order: JSONValue) async throws -> JSONValue
    func discard(_ order: JSONValue) async throws -> JSONValue
}

protocol StoreDesk: Sendable {
    func subscriptions() async throws -> [JSONValue]
    func schedules() async throws -> [JSONValue]
    func audit() async throws -> JSONValue
    /// What the files of a project come to, and which jobs could not go on with them.
    func validate(_ proposal: JSONValue) async throws -> JSONValue
    /// - Parameter path: absolute.
    func backup(to path: String) async throws
    func close() async
}

protocol CostDesk: Sendable {
    func costs(_ parameters: [String: String]) async throws -> JSONValue
}

protocol ContactDesk: Sendable {
    func contacts(_ parameters: [String: String]) async throws -> JSONValue
    func contact(_ creator: String) async throws -> JSONValue
    func putContact(_ creator: String, _ body: JSONValue) async throws -> JSONValue
    func removeContact(_ creator: String) async throws -> JSONValue
}
