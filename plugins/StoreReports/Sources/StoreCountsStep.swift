public import StepKit

/// How much work of each subscription is where.
public struct StoreCountsStep: Step {
    public struct Output: Codable, Sendable {
        var subscriptions: [SubscriptionReport]
        var ready: Int
        var waiting: Int
        var scheduled: Int
        var locked: Int
        var dead: Int
    }

    public static let descriptor = StepDescriptor<Empty, Output>(
        "store.counts", "Counts the deliveries of each subscription by where they are.",
        input: {},
        output: {
            Field("subscriptions", \.subscriptions, "Each with its own numbers.")
            Field("ready", \.ready, "Due, and held back by nothing but the number of workers.")
            Field("waiting", \.waiting, "Due, and waiting for a key of `limits`.")
            Field("scheduled", \.scheduled, "Due later.")
            Field("locked", \.locked, "Being worked on.")
            Field("dead", \.dead, "Dead letters.")
        },
        examples: [[:]])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Empty, in context: StepContext) async throws -> Output {
        let reports = try await context.answers(to: .counts, as: SubscriptionReport.self)
        return Output(
            subscriptions: reports, ready: reports.total(\.ready), waiting: reports.total(\.waiting),
            scheduled: reports.total(\.scheduled), locked: reports.total(\.locked), dead: reports.total(\.dead))
    }
}

/// The deliveries of one subscription.
public struct SubscriptionReport: Codable, Sendable, FieldObject {
    var subscription: String
    var ready: Int
    var waiting: Int
    var scheduled: Int
    var locked: Int
    var completed: Int
    var cancelled: Int
    var dead: Int
    var discarded: Int

    public static var fields: [FieldDescription] {
        Field("subscription", \SubscriptionReport.subscription, "Its name.")
        Field("ready", \SubscriptionReport.ready, "Due.")
        Field("waiting", \SubscriptionReport.waiting, "Due, and waiting for a key.")
        Field("scheduled", \SubscriptionReport.scheduled, "Due later.")
        Field("locked", \SubscriptionReport.locked, "Being worked on.")
        Field("completed", \SubscriptionReport.completed, "Done.")
        Field("cancelled", \SubscriptionReport.cancelled, "Cancelled.")
        Field("dead", \SubscriptionReport.dead, "Dead letters.")
        Field("discarded", \SubscriptionReport.discarded, "Dead letters that were given up.")
    }
}
