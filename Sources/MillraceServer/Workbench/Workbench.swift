package import Broker
import JSONModel
package import PipelineRuntime

/// The questions about a store and the orders to it, answered as the API shows them: for the routes, and for commands
/// that have the store to themselves.
///
/// Everything throws ``Problem`` or `BrokerError`.
package struct Workbench: Sendable {
    let broker: any Broker
    let time: TimeSource
    let project: ProjectInForce
    let workingSubscriptions: Set<String>
    let copy: (@Sendable (String) async throws(BrokerError) -> Void)?

    /// - Parameter backup: as ``MillraceServer/Parts/backup``.
    package init(
        broker: any Broker, time: TimeSource, project: ProjectInForce = .unknown,
        backup: (@Sendable (String) async throws(BrokerError) -> Void)? = nil
    ) {
        self.broker = broker
        self.time = time
        self.project = project
        workingSubscriptions = []
        copy = backup
    }

    init(_ parts: MillraceServer.Parts) {
        broker = parts.broker
        time = parts.time
        project = parts.project
        workingSubscriptions = parts.workingSubscriptions
        copy = parts.backup
    }

    var now: Timestamp { time.now }

    /// Puts a result for one item into words.
    func one<Value>(_ results: [Result<Value, BrokerError>]) throws -> Value {
        guard let result = results.first else { throw BrokerError(.storage, "the store gave no answer") }
        return try result.get()
    }
}

extension Timestamp? {
    /// Its text, or null.
    var json: JSONValue { map { .string($0.text) } ?? .null }
}
