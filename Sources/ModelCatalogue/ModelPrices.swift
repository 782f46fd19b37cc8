public import JSONModel

/// What a model costs. `nil` is a price that nobody has written down: what it would be part of is unknown, not free.
public struct ModelPrices: Sendable, Hashable {
    /// For a million tokens of what is asked.
    public var input: Money?
    /// For a million of those that the provider has in its cache; the price of ``input`` when left out.
    public var cachedInput: Money?
    /// For a million tokens of the answer.
    public var output: Money?
    /// For each image, beside its tokens; nothing when left out.
    public var image: Money?
    /// For a minute of sound.
    public var audioMinute: Money?

    public init() {}
}

extension Money {
    /// The price of `count` out of a million, rounded up to a billionth.
    func forMillionth(_ count: Int64) -> Money { share(count, of: 1_000_000) }

    /// `count / whole` of this price, rounded up; more than the range holds is its end.
    func share(_ count: Int64, of whole: UInt64) -> Money {
        guard count > 0, nanos > 0 else { return .zero }
        let product = nanos.magnitude.multipliedFullWidth(by: count.magnitude)
        // The division would trap on a quotient of more than 64 bits.
        guard product.high < whole else { return Money(nanos: .max) }
        let (quotient, rest) = whole.dividingFullWidth(product)
        return Money(nanos: Int64(exactly: quotient) ?? .max) + Money(nanos: rest > 0 ? 1 : 0)
    }
}
