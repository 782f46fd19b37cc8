/// What a model can be asked for.
public enum ModelAbility: String, Sendable, Hashable, CaseIterable {
    case chat
    /// Looks at images.
    case vision
    /// Listens to sound in a chat.
    case audio
    /// Thinks before it answers; the thinking is billed as output.
    case reasoning
    /// Turns speech into text.
    case transcription
}

/// An entry of the catalogue.
public struct Model: Sendable, Hashable {
    /// The most tokens one image is taken for when an entry does not say.
    public static let usualImageTokens: Int64 = 4096

    public let name: String
    public let provider: String
    /// What the provider calls it; the name when left out.
    public var deployment: String
    public var abilities: Set<ModelAbility> = [.chat]
    /// The most tokens of question and answer together.
    public var context: Int64?
    /// The most tokens of an answer.
    public var output: Int64?
    /// The most tokens one image can take.
    public var imageTokens = Model.usualImageTokens
    public var prices = ModelPrices()
    /// The most calls at the same time, in one process.
    public var concurrency: Int?
    /// The most calls in a time, in one process.
    public var rate: ModelRate?

    public init(_ name: String, provider: String) {
        self.name = name
        self.provider = provider
        deployment = name
    }
}

/// So many calls in so much time.
public struct ModelRate: Sendable, Hashable {
    public let count: Int
    public let period: Duration

    public init?(_ count: Int, per period: Duration) {
        guard (1...1_000_000).contains(count), period > .zero, period <= .seconds(366 * 86_400) else { return nil }
        self.count = count
        self.period = period
    }
}
