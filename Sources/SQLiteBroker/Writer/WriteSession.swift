import Broker

/// The writer's connection and what it keeps between transactions. It belongs to the writer's thread.
final class WriteSession {
    let connection: SQLConnection
    var routes = RoutingTable()
    private var gathered = Gathered()
    /// What of it the item under way has added; lost with it.
    private var added = Gathered()
    /// Why the transaction under way can no longer be committed.
    private var fatal: BrokerError?
    /// Whether each item gets a savepoint of its own; see ``transaction(_:)``.
    private var usesSavepoints = false
    /// An item has failed after it had written something, which only a savepoint could undo.
    private var mustRepeat = false

    /// What the transaction under way has gathered besides its rows.
    private struct Gathered {
        var hints = ChangeList()
        var tallies: [String: Tally] = [:]

        mutating func add(_ more: Gathered) {
            hints.add(more.hints.changes)
            for (subscription, tally) in more.tallies {
                tallies[subscription, default: Tally()].delivered += tally.delivered
                tallies[subscription, default: Tally()].removed += tally.removed
            }
        }
    }

    /// What came into a subscription and what retention removed.
    private struct Tally {
        var delivered = 0
        var removed = 0
    }

    private static let begin = Query("BEGIN IMMEDIATE")
    private static let commit = Query("COMMIT")
    private static let rollback = Query("ROLLBACK")
    private static let mark = Query("SAVEPOINT item")
    private static let release = Query("RELEASE item")
    private static let undo = Query("ROLLBACK TO item")
    private static let addTally = Query(
        """
        INSERT INTO tallies (subscription, delivered, removed) VALUES (?, ?, ?) ON CONFLICT (subscription) DO UPDATE
            SET delivered = delivered + excluded.delivered, removed = removed + excluded.removed
        """)

    init(_ connection: SQLConnection) {
        self.connection = connection
    }

    func hint(_ changes: [BrokerChange]) { added.hints.add(changes) }

    func countDelivered(in subscription: String) { added.tallies[subscription, default: Tally()].delivered += 1 }

    func countRemoved(_ count: Int, from subscription: String) {
        added.tallies[subscription, default: Tally()].removed += count
    }

    /// Runs `body` in one transaction.
    ///
    /// Items hardly ever fail after they have written something, and a savepoint makes SQLite copy every page it
    /// touches. So the first try goes without them; if an item does fail in that way, all is undone and `body` runs
    /// again with a savepoint for each.
    /// - Returns: the hints to send, or why nothing of it is stored.
    func transaction(_ body: () -> Void) -> Result<[BrokerChange], BrokerError> {
        usesSavepoints = false
        let outcome = runTransaction(body)
        guard mustRepeat else { return outcome }
        usesSavepoints = true
        return runTransaction(body)
    }

    private func runTransaction(_ body: () -> Void) -> Result<[BrokerChange], BrokerError> {
        let routesBefore = routes
        gathered = Gathered()
        fatal = nil
        mustRepeat = false
        do throws(BrokerError) {
            CrashPoint.beforeBegin.reached()
            try connection.run(Self.begin)
            body()
            if let fatal { throw fatal }
            try storeTallies()
            CrashPoint.inTransaction.reached()
            try connection.run(Self.commit)
            CrashPoint.afterCommit.reached()
            return .success(gathered.hints.changes)
        } catch {
            routes = routesBefore
            if connection.isInTransaction { try? connection.run(Self.rollback) }
            return .failure(error)
        }
    }

    /// Runs one item of a batch: all of it is stored or nothing, whatever becomes of the others.
    /// - Parameter point: is reached when the item is written.
    func attempt<Value>(
        _ point: CrashPoint? = nil, _ body: () throws(BrokerError) -> Value
    ) -> Result<Value, BrokerError> {
        if let fatal { return .failure(fatal) }
        let routesBefore = routes
        let rowsBefore = connection.totalChangedRows
        added = Gathered()
        do throws(BrokerError) {
            if usesSavepoints { try connection.run(Self.mark) }
            let value = try body()
            point?.reached()
            if usesSavepoints { try connection.run(Self.release) }
            gathered.add(added)
            return .success(value)
        } catch {
            routes = routesBefore
            undo(after: error, hasWritten: connection.totalChangedRows != rowsBefore)
            return .failure(error)
        }
    }

    private func undo(after error: BrokerError, hasWritten: Bool) {
        do throws(BrokerError) {
            guard connection.isInTransaction else { throw error }
            guard usesSavepoints else {
                if hasWritten {
                    mustRepeat = true
                    throw error
                }
                return
            }
            try connection.run(Self.undo)
            try connection.run(Self.release)
        } catch {
            fatal = error
        }
    }

    private func storeTallies() throws(BrokerError) {
        for (subscription, tally) in gathered.tallies {
            try connection.run(
                Self.addTally, [.text(subscription), .count(tally.delivered), .count(tally.removed)])
        }
    }
}
