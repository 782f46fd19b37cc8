import Broker
import JSONModel
import Testing

/// Amounts are texts such as `0.50`.
extension BrokerBench {
    @discardableResult
    func reserve(_ lock: Lock, _ most: String, name: String = "model", at time: Int64 = 0) async throws -> Int64 {
        let request = SpendRequest(lock: lock, stepID: "one", attempt: 1, name: name, most: try money(most))
        return try await only(broker.reserve([request], at: .at(time)))
    }

    /// A step that leaves nothing but that.
    func finish(
        _ lock: Lock, step: String = "one", settling spends: [SpendSettlement] = [], write: CacheWrite? = nil,
        hit: String? = nil, at time: Int64 = 0
    ) async throws {
        let record = StepRecord(
            stepID: step, status: .completed, attempt: 1, delivery: 1, startedAt: .at(time), endedAt: .at(time))
        try await finish(
            Checkpoint(lock: lock, step: record, spends: spends, cacheWrite: write, cacheHit: hit), at: time)
    }

    /// Reserves and settles in one go.
    func spend(_ lock: Lock, _ amount: String, name: String = "model", at time: Int64 = 0) async throws {
        let reservation = try await reserve(lock, amount, name: name, at: time)
        try await finish(
            lock, settling: [SpendSettlement(reservation: reservation, outcome: .billed(try money(amount)))], at: time)
    }

    func costs(_ by: CostQuery.Grouping, _ change: (inout CostQuery) -> Void = { _ in }) async throws -> [CostLine] {
        var query = CostQuery(by: by)
        change(&query)
        return try await broker.costs(query)
    }

    /// What was spent altogether; all noughts if nothing was.
    func cost() async throws -> CostLine {
        var sum = CostLine(key: "")
        for line in try await costs(.job) {
            sum.calls += line.calls
            sum.spent = sum.spent + line.spent
            sum.reserved = sum.reserved + line.reserved
            sum.saved = sum.saved + line.saved
            sum.hits += line.hits
            sum.unknown += line.unknown
            sum.overruns += line.overruns
        }
        return sum
    }

    func put(_ budgets: [(Budget.Scope, String)], at time: Int64 = 0) async throws {
        let budgets = try budgets.map { Budget(scope: $0.0, limit: try money($0.1)) }
        try await configure(at: time) { $0.budgets = budgets }
    }

    func money(_ text: String) throws -> Money { try #require(Money(parsing: text)) }

    /// The error an operation is refused with, whole.
    func error(_ operation: () async throws -> Void) async throws -> BrokerError {
        do {
            try await operation()
        } catch let error as BrokerError {
            return error
        }
        throw BenchError.nothingRefused
    }
}
