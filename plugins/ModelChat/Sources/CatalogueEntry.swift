import ModelCatalogue
import StepKit

/// What the catalogue says of a model, and whether somebody counts what it costs.
struct CatalogueEntry: Sendable {
    let model: Model
    let hasBudgets: Bool

    /// The most a call can cost.
    ///
    /// Where nobody knows, nothing is set aside and the cost counts as unknown; but a budget cannot hold what has no
    /// bound, so with budgets the call is not made.
    func most(_ demand: ModelDemand) throws(StepFailure) -> Money {
        if let most = model.most(demand) { return most }
        guard hasBudgets else { return .zero }
        throw StepFailure(
            .priceMissing,
            "model `\(model.name)` has no prices or no context in the catalogue, so no budget can hold it")
    }
}
