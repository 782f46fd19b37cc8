public import StepKit

/// What the models cost.
public struct StoreCostsStep: Step {
    public struct Input: Codable, Sendable {
        var within: Duration
    }

    public struct Output: Codable, Sendable {
        var spent: Double
        var reserved: Double
        var saved: Double
        var calls: Int
        var hits: Int
        var unknown: Int
        var models: [ModelCosts]
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "store.costs", "Sums up what was spent within a time.",
        input: {
            Field("within", \.within, "How far to look back.").range(.seconds(1) ... .seconds(366 * 86_400))
                .default(.seconds(86_400)).example("1d")
        },
        output: {
            Field("spent", \.spent, "Money, in the unit of the prices.")
            Field("reserved", \.reserved, "Set aside for calls under way.")
            Field("saved", \.saved, "What answers from the cache would have cost.")
            Field("calls", \.calls, "How many were paid for.")
            Field("hits", \.hits, "Answers from the cache.")
            Field("unknown", \.unknown, "Calls whose cost nobody knows; they count at their most.")
            Field("models", \.models, "The same for each model.")
        },
        examples: [[:], ["within": "1h"]])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        let models = try await context.answers(to: .costs(within: input.within), as: ModelCosts.self)
        func sum(_ amount: (ModelCosts) -> Double) -> Double { models.reduce(0) { $0 + amount($1) } }
        return Output(
            spent: sum(\.spent), reserved: sum(\.reserved), saved: sum(\.saved), calls: models.total(\.calls),
            hits: models.total(\.hits), unknown: models.total(\.unknown), models: models)
    }
}

/// What one model cost.
public struct ModelCosts: Codable, Sendable, FieldObject {
    var model: String
    var spent: Double
    var reserved: Double
    var saved: Double
    var calls: Int
    var hits: Int
    var unknown: Int

    public static var fields: [FieldDescription] {
        Field("model", \ModelCosts.model, "Its name.")
        Field("spent", \ModelCosts.spent, "Money, in the unit of the prices.")
        Field("reserved", \ModelCosts.reserved, "Set aside for calls under way.")
        Field("saved", \ModelCosts.saved, "What answers from the cache would have cost.")
        Field("calls", \ModelCosts.calls, "How many were paid for.")
        Field("hits", \ModelCosts.hits, "Answers from the cache.")
        Field("unknown", \ModelCosts.unknown, "Calls whose cost nobody knows.")
    }
}
