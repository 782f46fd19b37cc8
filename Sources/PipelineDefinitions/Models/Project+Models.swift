public import Broker
import JSONModel

public import ModelCatalogue

extension Project {
    /// The models its pipelines may ask; `nil` where no file says.
    public var models: ModelCatalogue? { modelsJSON.flatMap { try? ModelCatalogue($0) } }
}

extension ModelBudgets {
    /// As a broker keeps them.
    public var brokerBudgets: [Budget] {
        let each: [(Budget.Scope, Money?)] = [
            (.job, job), (.pipeline(nil), pipeline), (.creator, creator), (.all, day),
        ]
        return each.compactMap { scope, limit in limit.map { Budget(scope: scope, limit: $0) } }
            + pipelines.sorted { $0.key < $1.key }.map { Budget(scope: .pipeline($0.key), limit: $0.value) }
    }
}

extension Project {
    /// What may be spent, as a broker keeps it.
    public var budgets: [Budget] {
        models?.budgets.brokerBudgets ?? []
    }
}
