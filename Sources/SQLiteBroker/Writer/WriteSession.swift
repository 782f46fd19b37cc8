import Broker

/// The writer's connection and what it keeps between transactions. It belongs to the writer's thread.
final class WriteSession {
    let connection: SQLConnection
    var routes = RoutingTable()
    private(set) var hints = ChangeList()
    /// Why the transaction under way can no longer be committed.
    private var fatal: BrokerError?

    private static let begin = Query("BEGIN IMMEDIATE")
    private static let commit = Query("COMMIT")
    private static let rollback = Query("ROLLBACK")
    private static let mark = Query("SAVEPOINT item")
    private static let release = Query("RELEASE item")
    private static let undo = Query("ROLLBACK TO item")

    init(_ connection: SQLConnection) {
        self.connection = connection
    }

    func hint(_ changes: [BrokerChange]) { hints.add(changes) }

    /// Runs `body` in one transaction.
    /// - Returns: the hints to send, or why nothing of it is stored.
    func transaction(_ body: () -> Void) -> Result<[BrokerChange], BrokerError> {
        let routesBefore = routes
        hints = ChangeList()
        fatal = nil
        do throws(BrokerError) {
            try connection.run(Self.begin)
            body()
            if let fatal { throw fatal }
            try connection.run(Self.commit)
            return .success(hints.changes)
        } catch {
            routes = routesBefore
            if connection.isInTransaction { try? connection.run(Self.rollback) }
            return .failure(error)
        }
    }

    /// Runs one item of a batch: all of it is stored or nothing, whatever becomes of the others.
    func attempt<Value>(_ body: () throws(BrokerError) -> Value) -> Result<Value, BrokerError> {
        if let fatal { return .failure(fatal) }
        let hintsBefore = hints
        do throws(BrokerError) {
            try connection.run(Self.mark)
            let value = try body()
            try connection.run(Self.release)
            return .success(value)
        } catch {
            hints = hintsBefore
            undo(after: error)
            return .failure(error)
        }
    }

    private func undo(after error: BrokerError) {
        do throws(BrokerError) {
            guard connection.isInTransaction else { throw error }
            try connection.run(Self.undo)
            try connection.run(Self.release)
        } catch {
            fatal = error
        }
    }
}
