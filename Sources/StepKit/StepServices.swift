/// What a step leaves behind when it succeeds.
package enum StepEffect: Sendable, Hashable {
    case event(type: String, data: JSONValue)
    case record(collection: String, id: String, value: JSONValue)
    case cost(Cost, settling: Reservation?)
    case message(NewMessage)
}

/// What stands behind a ``StepContext``: the runtime, or a fake in a test.
package protocol StepServices: Sendable {
    var timeRemaining: Duration { get }
    var workspacePath: String { get }
    func report(fraction: Double, note: String?)
    func stage(_ effect: StepEffect)
    /// A new job's id: unique and unguessable.
    func makeJobID() -> String
    /// Throws ``StepFailure`` with `budget_exceeded`.
    func reserve(_ most: Money, for name: String) async throws -> Reservation
    func ask(_ question: StoreQuestion) async throws -> JSONValue
    func loadRecord(collection: String, id: String) async throws -> JSONValue?
    func adopt(_ path: String, mediaType: String, sha256: String?) async throws -> Artifact
    func secret(_ name: String) -> String?
    func track(processGroup: Int32)
}
