/// What one call may use at most.
public struct ModelDemand: Sendable, Hashable {
    /// Bytes of all text that is sent: no tokenizer makes more tokens than there are bytes.
    public var textBytes: Int64
    /// Messages of the conversation; each takes some tokens of its own.
    public var messages: Int64
    public var images: Int64
    /// The limit that is sent along; `nil` for none.
    public var outputTokens: Int64?
    public var audio: Duration

    public init(
        textBytes: Int64 = 0, messages: Int64 = 0, images: Int64 = 0, outputTokens: Int64? = nil,
        audio: Duration = .zero
    ) {
        self.textBytes = textBytes
        self.messages = messages
        self.images = images
        self.outputTokens = outputTokens
        self.audio = audio
    }
}
