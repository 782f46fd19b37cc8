public import Broker
import GRDB

extension SQLiteBroker {
    public func job(_ id: String) async throws(BrokerError) -> JobRecord? {
        try await read { connection throws(BrokerError) in try connection.job(id) }
    }

    public func jobs(_ query: JobQuery) async throws(BrokerError) -> [JobRecord] {
        try await read { connection throws(BrokerError) in try connection.jobs(query) }
    }

    public func steps(of jobID: String) async throws(BrokerError) -> [StepRecord] {
        try await read { connection throws(BrokerError) in try connection.steps(of: jobID) }
    }

    public func events(
        of jobID: String, after sequence: Int64, limit: Int
    ) async throws(BrokerError) -> [EventRecord] {
        try await read { connection throws(BrokerError) in
            try connection.events(of: jobID, after: sequence, limit: limit)
        }
    }

    public func record(collection: String, id: String) async throws(BrokerError) -> RecordWrite? {
        try await read { connection throws(BrokerError) in try connection.record(collection: collection, id: id) }
    }

    public func definition(_ hash: String) async throws(BrokerError) -> Definition? {
        try await read { connection throws(BrokerError) in try connection.definition(hash) }
    }

    public func lateResults(of jobID: String) async throws(BrokerError) -> [LateResult] {
        try await read { connection throws(BrokerError) in try connection.lateResults(of: jobID) }
    }

    /// Asks on a reading connection, also when the caller's task is cancelled: the answer may be needed to clean up.
    private func read<Value: Sendable>(
        _ question: @escaping @Sendable (SQLConnection) throws(BrokerError) -> Value
    ) async throws(BrokerError) -> Value {
        guard !writer.isClosed else { throw .closed }
        let result: Result<Value, BrokerError> = await withCheckedContinuation { continuation in
            pool.asyncRead { access in continuation.resume(returning: Self.answer(question, access)) }
        }
        return try result.get()
    }

    private static func answer<Value>(
        _ question: (SQLConnection) throws(BrokerError) -> Value, _ access: Result<Database, any Error>
    ) -> Result<Value, BrokerError> {
        do {
            guard let handle = try access.get().sqliteConnection else { return .failure(.closed) }
            return .success(try question(SQLConnection(handle)))
        } catch {
            return .failure(BrokerError(error))
        }
    }
}
