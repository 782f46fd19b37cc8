public import Broker
import Dispatch
import GRDB

extension SQLiteBroker {
    /// Writes a copy of the store as it is now to that path; it opens as a store. Nobody waits for it.
    ///
    /// - Throws: `store_error` if something is at the path, `store_full`, `store_closed`. Then nothing is left behind.
    public func backup(to path: String) async throws(BrokerError) {
        guard !writer.isClosed else { throw .closed }
        let backup = StoreBackup(store: pool.path, target: path)
        let result: Result<Void, BrokerError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [self] in
                let result = withExtendedLifetime(self) {
                    Result { () throws(BrokerError) in try backup.write() }
                }
                continuation.resume(returning: result)
            }
        }
        try result.get()
    }
}
