/// The models a project may ask: where they are, what they can do, what they cost, and which is asked for what.
///
/// Made by ``init(_:)`` from the JSON that a file of `kind: models` stands for.
public struct ModelCatalogue: Sendable, Hashable {
    /// The word that asks the router for a model.
    public static let automatic = "auto"

    /// What its prices and budgets are in; only ever shown.
    public var currency = "USD"
    public var providers: [String: ModelProvider] = [:]
    /// By name.
    public var models: [String: Model] = [:]
    /// What a step may say instead of a model's name.
    public var roles: [String: String] = [:]
    /// Asked from the first to the last for `auto`.
    public var router: [RouterRule] = []
    /// The models to ask, in this order, where one does not answer.
    public var fallbacks: [String: [String]] = [:]
    public var budgets = ModelBudgets()

    public init() {}

    /// What a step may say: models, roles and, if there is a router, `auto`.
    public var names: [String] {
        (Array(models.keys) + Array(roles.keys) + (router.isEmpty ? [] : [Self.automatic])).sorted()
    }
}
