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

    public func steps(ofDelivery id: Int64) async throws(BrokerError) -> [StepRecord] {
        try await read { connection throws(BrokerError) in try connection.steps(ofDelivery: id) }
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

    public func records(
        collection: String, after id: String?, limit: Int
    ) async throws(BrokerError) -> [RecordWrite] {
        try await read { connection throws(BrokerError) in
            try connection.records(collection: collection, after: id, limit: limit)
        }
    }

    public func cached(_ key: String, at now: Timestamp) async throws(BrokerError) -> CacheEntry? {
        try await read { connection throws(BrokerError) in try connection.cached(key, at: now) }
    }

    public func costs(_ query: CostQuery) async throws(BrokerError) -> [CostLine] {
        try await read { connection throws(BrokerError) in try connection.costs(query) }
    }

    public func jobFigures(since moment: Timestamp) async throws(BrokerError) -> [JobFigure] {
        try await read { connection throws(BrokerError) in try connection.jobFigures(since: moment) }
    }

    public func definition(_ hash: String) async throws(BrokerError) -> Definition? {
        try await read { connection throws(BrokerError) in try connection.definition(hash) }
    }

    public func lateResults(of jobID: String) async throws(BrokerError) -> [LateResult] {
        try await read { connection throws(BrokerError) in try connection.lateResults(of: jobID) }
    }

    public func deliveries(of jobID: String) async throws(BrokerError) -> [DeliveryRecord] {
        try await read { connection throws(BrokerError) in try connection.deliveries(of: jobID) }
    }

    public func events(after sequence: Int64, limit: Int) async throws(BrokerError) -> [EventRecord] {
        try await read { connection throws(BrokerError) in try connection.events(after: sequence, limit: limit) }
    }

    public func deadLetters(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetter] {
        try await read { connection throws(BrokerError) in try connection.deadLetters(query) }
    }

    public func deadLetterCount(_ query: DeadLetterQuery) async throws(BrokerError) -> Int {
        try await read { connection throws(BrokerError) in try connection.deadLetterCount(query) }
    }

    public func deadLetterGroups(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetterGroup] {
        try await read { connection throws(BrokerError) in try connection.deadLetterGroups(query) }
    }

    public func counts() async throws(BrokerError) -> [SubscriptionCounts] {
        try await read { connection throws(BrokerError) in try connection.counts() }
    }

    public func schedules() async throws(BrokerError) -> [ScheduleState] {
        try await read { connection throws(BrokerError) in try connection.schedules() }
    }

    public func audit() async throws(BrokerError) -> [AuditFinding] {
        try await read { connection throws(BrokerError) in try connection.audit() }
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
