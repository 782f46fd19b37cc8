import StepKit

/// An answer, whole or while it grows.
struct ChatReply: Sendable, Hashable {
    private static let maxCharacters = 4 << 20

    private(set) var text = ""
    private(set) var finishReason: String?
    private(set) var usage: TokenUsage?
    private(set) var model: String?
    private(set) var isRefused = false
    /// The stream said that nothing follows.
    private(set) var isDone = false

    /// Whether the server has said how the answer ends.
    var isComplete: Bool { isDone || finishReason != nil }

    init() {}

    /// A completion that came in one piece.
    init(completion bytes: [UInt8]) throws(StepFailure) {
        guard let value = try? JSONValue(parsing: bytes), value.objectValue != nil else {
            throw ModelFailure.notUnderstood
        }
        try take(value, part: "message")
        usage?.close()
        guard value["choices"]?[0] != nil else { throw ModelFailure.notUnderstood }
        isDone = true
    }

    /// Takes the data of one event of a stream.
    mutating func take(event bytes: [UInt8]) throws(StepFailure) {
        guard !bytes.elementsEqual("[DONE]".utf8) else {
            isDone = true
            usage?.close()
            return
        }
        guard let value = try? JSONValue(parsing: bytes), value.objectValue != nil else {
            throw ModelFailure.notUnderstood
        }
        try take(value, part: "delta")
    }

    private mutating func take(_ value: JSONValue, part: String) throws(StepFailure) {
        if let error = value["error"], !error.isNull { throw ModelFailure.forError(ServerError(error)) }
        let counted = TokenUsage(value["usage"])
        usage = counted ?? usage
        if let name = value["model"]?.stringValue, !name.isEmpty { model = name }
        // Numbers that come with the end, or after it, are the last ones.
        defer { if counted != nil, finishReason != nil { usage?.close() } }
        guard let choice = value["choices"]?[0] else { return }
        finishReason = choice["finish_reason"]?.stringValue ?? finishReason
        if choice[part]?["refusal"]?.stringValue?.isEmpty == false { isRefused = true }
        text += Self.text(of: choice[part]?["content"])
        guard text.utf8.count <= Self.maxCharacters else {
            throw StepFailure(.invalidAnswer, "the answer is longer than \(Self.maxCharacters) bytes")
        }
    }

    /// Content is a text, or a list of parts of which the texts count.
    private static func text(of content: JSONValue?) -> String {
        content?.stringValue ?? (content?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }.joined()
    }

    /// Refuses an answer that is not one.
    func checkEnd() throws(StepFailure) {
        if isRefused || finishReason == "content_filter" { throw ModelFailure.refused() }
        guard isComplete else { throw ModelFailure.cutShort }
        if finishReason == "length" {
            throw StepFailure(.answerCutOff, "the answer was cut off at its token limit")
        }
    }
}
