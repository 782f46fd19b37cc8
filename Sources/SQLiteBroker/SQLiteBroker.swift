public import Broker
import GRDB

/// A broker in one SQLite file that one process owns.
///
/// Every write is answered after its commit is on disk. One thread writes; readers have connections of their own and
/// never wait for it.
public final class SQLiteBroker: Sendable {
    let pool: DatabasePool
    let writer: GroupCommitWriter
    let feed = ChangeFeed()
    /// Locks that end then, or before, are those of a dead process.
    let opening: Timestamp
    private let owner: OwnerLock

    /// Opens the store at that path, or makes one where there is none.
    ///
    /// Locks that a dead process left are over then (`lock_lost`); the first ``configure(_:at:)`` takes their
    /// deliveries back. Before that nothing can be locked.
    /// - Parameter now: when that is; no later call may be of an earlier moment.
    /// - Throws: `store_owned`, `store_newer`, `store_foreign`, `store_full`, `store_error`. A file that is refused
    ///   stays as it was.
    public init(path: String, at now: Timestamp) throws(BrokerError) {
        let file = StoreFile.realPath(path)
        try StoreFile.makeFolder(of: file)
        let owner = try OwnerLock(storeAt: file)
        let pool = try StoreOpening(path: file).open(at: now)
        let feed = feed
        self.owner = owner
        opening = now
        self.pool = pool
        writer = GroupCommitWriter(pool: pool) { hints in
            feed.send(hints)
        } end: {
            try? pool.close()
            owner.release()
            feed.finish()
        }
    }

    deinit {
        writer.closeLater()
    }

    /// Who has the store at that path open; `nil` if nobody has.
    public static func owner(of path: String) -> StoreOwner? {
        OwnerLock.owner(ofStoreAt: path)
    }

    /// Writes beside the store where its server listens, for commands that find the store owned.
    public func announce(address: String) throws(BrokerError) {
        try owner.write(address: address)
    }

    /// How many writes shared how many commits since the store was opened.
    package var statistics: WriterStatistics { writer.statistics }
}

extension SQLiteBroker {
    /// What the writing connection answers for a pragma.
    package func setting(_ pragma: String) async throws(BrokerError) -> String? {
        let answer: Result<String?, BrokerError> = await writer.write(failing: { .failure($0) }) { session in
            session.attempt { () throws(BrokerError) in try session.connection.value("PRAGMA \(pragma)") }
        }
        return try answer.get()
    }

    /// Lets the file grow no further than that many pages, or than it is: a full disk for tests.
    package func limitPages(to count: Int) async throws(BrokerError) {
        _ = try await setting("max_page_count = \(count)")
    }
}
