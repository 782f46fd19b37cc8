public import StepKit

/// What lies among the dead letters, and why.
public struct StoreDeadLettersStep: Step {
    public struct Input: Codable, Sendable {
        var samples: Int
        var subscription: String?
    }

    public struct Output: Codable, Sendable {
        var total: Int
        var groups: [DeadLetterReport]
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "store.dead_letters", "Groups the dead letters by subscription, reason and kind of failure.",
        input: {
            Field("samples", \.samples, "How many letters of each group to show, the newest first.").range(0...20)
                .default(3)
            Field("subscription", \.subscription, "Only those of this one; of all when left out.")
        },
        output: {
            Field("total", \.total, "How many dead letters there are.")
            Field("groups", \.groups, "The largest first, at most 100.")
        },
        examples: [[:], ["samples": 0, "subscription": "video-analysis"]])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        let all = try await context.answers(to: .deadLetterGroups(samples: input.samples), as: StoredGroup.self)
        let groups = all.filter { input.subscription == nil || $0.subscription == input.subscription }
        return Output(total: groups.total(\.count), groups: groups.map(DeadLetterReport.init))
    }
}
