import Broker

/// A step from one version of the tables to the next.
package struct Migration: Sendable {
    /// Statements parted by semicolons.
    package let script: String
    /// What SQL cannot say.
    private let finish: @Sendable (SQLConnection, Timestamp) throws(BrokerError) -> Void

    init(
        _ script: String,
        finish: @escaping @Sendable (SQLConnection, Timestamp) throws(BrokerError) -> Void = { _, _ in }
    ) {
        self.script = script
        self.finish = finish
    }

    /// Belongs in a transaction.
    func run(on connection: SQLConnection, at now: Timestamp) throws(BrokerError) {
        try connection.execute(script) { CrashPoint.migrationStatement.reached() }
        try finish(connection, now)
        CrashPoint.migrationStatement.reached()
    }
}
