package import JSONModel

/// The budgets in force.
package struct BudgetTable: Sendable {
    private var limits: [Budget.Scope: Money] = [:]

    /// Of two for the same scope the smaller one holds.
    package init(_ budgets: [Budget] = []) {
        for budget in budgets { limits[budget.scope] = min(limits[budget.scope] ?? budget.limit, budget.limit) }
    }

    /// Throws `budget_exceeded` if a budget does not hold that much more.
    /// - Parameter spent: what is spent and set aside so far.
    package func check(
        _ spend: Spend, spent: (SpendScope) throws(BrokerError) -> Money
    ) throws(BrokerError) {
        guard spend.most > .zero, !limits.isEmpty else { return }
        for scope in spend.scopes {
            guard let limit = limit(of: scope) else { continue }
            let left = limit - (try spent(scope))
            guard spend.most > left else { continue }
            throw BrokerError(
                .budgetExceeded,
                "the call of `\(spend.name)` may cost \(spend.most), and the budget of \(words(for: scope, spend)) "
                    + "has \(max(left, .zero)) left of \(limit)")
        }
    }

    private func limit(of scope: SpendScope) -> Money? {
        switch scope.kind {
        case .job: limits[.job]
        case .pipeline: limits[.pipeline(scope.key)] ?? limits[.pipeline(nil)]
        case .creator: limits[.creator]
        case .all: limits[.all]
        }
    }

    private func words(for scope: SpendScope, _ spend: Spend) -> String {
        switch scope.kind {
        case .job: "job `\(spend.jobID)`"
        case .pipeline: "pipeline `\(spend.pipeline)` for \(spend.beganAt.dayText)"
        case .creator:
            "\(spend.creatorID.map { "creator `\($0)`" } ?? "jobs without a creator") for \(spend.beganAt.dayText)"
        case .all: "the day \(spend.beganAt.dayText)"
        }
    }
}
