import ModelCatalogue
import StepKit

/// One call's account: what was set aside before it, and what is said after it.
struct CallAccount {
    /// What a call costs whose tokens nobody has told.
    enum Uncounted { case nothing, unknown }

    let entry: CatalogueEntry?
    let reservation: Reservation?
    /// A call that has left this machine may have been paid for, however it ended.
    var uncounted = Uncounted.unknown

    init(_ entry: CatalogueEntry?, _ demand: ModelDemand, in context: StepContext) async throws {
        self.entry = entry
        reservation = try await entry.asyncMap { entry in
            try await context.reserve(try entry.most(demand), for: entry.model.name)
        }
    }

    /// Notes what the call did cost.
    func settle(_ usage: TokenUsage?, name: String, images: Int, in context: StepContext) {
        guard usage != nil || reservation != nil else { return }
        var amounts: [String: Double] = [:]
        if let usage {
            amounts = [
                "prompt_tokens": Double(usage.promptTokens), "completion_tokens": Double(usage.completionTokens),
                "images": Double(images),
            ]
            if usage.cachedTokens > 0 { amounts["cached_tokens"] = Double(usage.cachedTokens) }
        }
        context.record(
            Cost(kind: "model", name: name, amounts: amounts, money: money(usage, images)), settling: reservation)
    }

    private func money(_ usage: TokenUsage?, _ images: Int) -> Money? {
        guard let entry else { return nil }
        if let usage, usage.isFinal { return entry.model.cost(of: usage.billed(images: images)) }
        return usage == nil && uncounted == .nothing ? .zero : nil
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
