import Foundation
import StepKit
import Synchronization

/// The connections to one database that are open and free, and a bound for those in use.
final class ConnectionPool: Sendable {
    private static let mostConnections = 8
    private static let mostIdle = 4
    /// Longer unused ones may have been closed by the other side.
    private static let longestIdle = Duration.seconds(60)

    private struct Idle: Sendable {
        let connection: any Connection
        let since: ContinuousClock.Instant
    }

    private let name: String
    private let source: DatabaseSource
    private let isReadOnly: Bool
    private let mayBeWritten: Bool
    private let idle = Mutex<[Idle]>([])
    private let places = DispatchSemaphore(value: mostConnections)

    init(name: String, source: DatabaseSource, isReadOnly: Bool, mayBeWritten: Bool) {
        self.name = name
        self.source = source
        self.isReadOnly = isReadOnly
        self.mayBeWritten = mayBeWritten
    }

    /// Blocks its thread.
    func run(_ statement: Statement, until limit: TimeLimit) throws -> Answer {
        guard isReadOnly || mayBeWritten else {
            throw StepFailure(.sqlReadOnly, "the database `\(name)` can only be read")
        }
        try takePlace(limit)
        defer { places.signal() }
        let connection = try takeIdle() ?? open(until: limit)
        defer { giveBack(connection) }
        return try connection.run(statement, until: limit)
    }

    /// In short waits, because a semaphore knows nothing of aborts.
    private func takePlace(_ limit: TimeLimit) throws {
        repeat { try limit.check() } while places.wait(timeout: .now() + .milliseconds(20)) == .timedOut
    }

    /// The latest, so that the others grow old and go.
    private func takeIdle() -> (any Connection)? {
        idle.withLock { idle in
            let oldest = ContinuousClock.now - Self.longestIdle
            idle.removeAll { $0.since < oldest }
            return idle.popLast()?.connection
        }
    }

    private func giveBack(_ connection: any Connection) {
        guard connection.isReusable else { return }
        idle.withLock { idle in
            if idle.count < Self.mostIdle { idle.append(Idle(connection: connection, since: .now)) }
        }
    }

    private func open(until limit: TimeLimit) throws -> any Connection {
        switch source {
        case .sqlite(let path): try SQLiteConnection(path: path, name: name, isReadOnly: isReadOnly)
        case .postgres(let url): try PostgresConnection(url: url, name: name, until: limit)
        case .unset(let variable):
            throw StepFailure(.notFound, "\(variable), which names the database `\(name)`, is not set")
        }
    }
}
