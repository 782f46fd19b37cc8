public import JSONModel

extension Model {
    /// What a call did cost; `nil` where a price is missing.
    public func cost(of usage: ModelUsage) -> Money? {
        let cached = min(max(usage.cachedTokens, 0), max(usage.inputTokens, 0))
        var sum = (prices.image ?? .zero) * max(usage.images, 0)
        for (tokens, price) in [
            (usage.inputTokens - cached, prices.input), (cached, prices.cachedInput ?? prices.input),
            (usage.outputTokens, prices.output),
        ] where tokens > 0 {
            guard let price else { return nil }
            sum = sum + price.forMillionth(tokens)
        }
        guard usage.audio > .zero else { return sum }
        return prices.audioMinute.map { sum + $0.forAudio(usage.audio) }
    }

    /// The most a call can cost; `nil` where a price, or the size of its context, is not known.
    public func most(_ demand: ModelDemand) -> Money? {
        guard !abilities.isDisjoint(with: Self.answering) else {
            return cost(of: ModelUsage(audio: demand.audio))
        }
        guard let context else { return isFree ? .zero : nil }
        let usage = ModelUsage(
            inputTokens: min(inputTokens(of: demand), context),
            outputTokens: min(demand.outputTokens ?? output ?? context, context), images: demand.images,
            audio: demand.audio)
        // A cache can cost more than it saves.
        var dearest = self
        dearest.prices.input = prices.input.map { max($0, prices.cachedInput ?? .zero) }
        return dearest.cost(of: usage)
    }

    /// Whether every price is written down and nothing.
    private var isFree: Bool {
        prices.input == .zero && prices.output == .zero && (prices.image ?? .zero) == .zero
            && (prices.cachedInput ?? .zero) == .zero
    }

    private static let answering: Set<ModelAbility> = [.chat, .vision, .audio, .reasoning]
    /// What templates put around each message, and before the answer.
    private static let tokensAroundMessage: Int64 = 16

    private func inputTokens(of demand: ModelDemand) -> Int64 {
        let parts = [
            (demand.textBytes, 1), (demand.messages + 1, Self.tokensAroundMessage), (demand.images, imageTokens),
        ]
        return parts.reduce(0) { sum, part in
            let (product, isOver) = max(part.0, 0).multipliedReportingOverflow(by: max(part.1, 0))
            let (total, isTooMuch) = sum.addingReportingOverflow(product)
            return isOver || isTooMuch ? .max : total
        }
    }
}

extension Money {
    /// The price of a minute for a duration, rounded up to a millisecond.
    fileprivate func forAudio(_ duration: Duration) -> Money {
        let (seconds, attoseconds) = duration.components
        let (whole, isOver) = seconds.multipliedReportingOverflow(by: 1000)
        let part = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return isOver ? Money(nanos: .max) : share(whole + part, of: 60_000)
    }
}
