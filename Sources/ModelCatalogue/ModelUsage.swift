/// What one call did use, as the provider counted it.
public struct ModelUsage: Sendable, Hashable {
    /// Of what was asked, cached ones included.
    public var inputTokens: Int64
    /// Those of ``inputTokens`` that the provider had in its cache.
    public var cachedTokens: Int64
    /// Of the answer, thinking included.
    public var outputTokens: Int64
    public var images: Int64
    public var audio: Duration

    public init(
        inputTokens: Int64 = 0, cachedTokens: Int64 = 0, outputTokens: Int64 = 0, images: Int64 = 0,
        audio: Duration = .zero
    ) {
        self.inputTokens = inputTokens
        self.cachedTokens = cachedTokens
        self.outputTokens = outputTokens
        self.images = images
        self.audio = audio
    }
}
