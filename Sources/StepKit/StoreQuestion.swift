/// What a step of this package's own may ask about the store it runs on, for pipelines that watch over others.
package enum StoreQuestion: Sendable, Hashable {
    /// How many deliveries of each subscription are where.
    case counts
    /// Dead letters by subscription, reason and fingerprint, the largest group first, with up to so many samples each.
    case deadLetterGroups(samples: Int)
    /// Jobs that ended within the time before now, by type and status, with how long they took.
    case jobFigures(within: Duration)
    /// What was spent within the time before now, by model.
    case costs(within: Duration)
}

extension StepContext {
    /// The answer as JSON; its shape is the question's.
    package func ask(_ question: StoreQuestion) async throws -> JSONValue { try await services.ask(question) }
}
