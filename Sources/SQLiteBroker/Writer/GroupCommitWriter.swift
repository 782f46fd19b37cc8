import Broker
import Foundation
import GRDB
import Synchronization

/// The one thread that writes: it takes all that waits, runs it in one transaction, commits once, and only then
/// answers. Under load many callers share one sync of the disk.
final class GroupCommitWriter: Sendable {
    private let queue = WriteQueue()
    private let counts = Mutex(WriterStatistics())

    /// - Parameters:
    ///   - send: gets the hints of each transaction after its commit.
    ///   - end: called when the last write is done and the connection free.
    init(pool: DatabasePool, send: @escaping @Sendable ([BrokerChange]) -> Void, end: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            pool.writeWithoutTransaction { database in
                guard let handle = database.sqliteConnection else { return }
                let connection = SQLConnection(handle)
                serve(WriteSession(connection), send: send)
                // Readers cannot, and one of them may be the last to close. Without it the log stays, and is read again.
                try? connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            }
            end()
            queue.end()
        }
        thread.name = "millrace.writer"
        thread.stackSize = 4 << 20
        thread.start()
    }

    var isClosed: Bool { queue.isClosed }

    var statistics: WriterStatistics { counts.withLock { $0 } }

    /// - Parameter failing: what to answer if nothing could be stored.
    func write<Value: Sendable>(
        failing: @escaping @Sendable (BrokerError) -> Value, _ body: @escaping @Sendable (WriteSession) -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            let write = QueuedWrite(continuation, failing: failing, body)
            if !queue.append(write) { write.refuse(.closed) }
        }
    }

    /// Does what waits and lets the connection go.
    func close() async {
        queue.close()
        await queue.waitForEnd()
    }

    /// Like ``close()``, for those who cannot wait.
    func closeLater() { queue.close() }

    private func serve(_ session: WriteSession, send: ([BrokerChange]) -> Void) {
        while let writes = queue.takeAll() {
            var answers: [@Sendable (BrokerError?) -> Void] = []
            let outcome = session.transaction { answers = writes.map { $0.perform(session) } }
            counts.withLock { $0.count(writes: writes.count, outcome) }
            switch outcome {
            case .success(let hints):
                // First the hints: whoever has its answer can no longer hear of it.
                send(hints)
                // Elsewhere, because each answer wakes somebody: the next transaction need not wait for that. Nobody
                // could await this task, and it ends by itself.
                Task { [answers] in for answer in answers { answer(nil) } }
            case .failure(let error) where answers.isEmpty:
                for write in writes { write.refuse(error) }
            case .failure(let error):
                for answer in answers { answer(error) }
            }
        }
    }
}

/// What the writer has done since the store was opened.
package struct WriterStatistics: Sendable, Hashable {
    package private(set) var writes = 0
    package private(set) var commits = 0
    package private(set) var failedCommits = 0

    mutating func count(writes: Int, _ outcome: Result<[BrokerChange], BrokerError>) {
        self.writes += writes
        switch outcome {
        case .success: commits += 1
        case .failure: failedCommits += 1
        }
    }
}
