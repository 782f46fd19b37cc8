import JSONModel

/// A finished answer, and the JSON that clients read it from.
struct ChatReply: Sendable {
    static let model = "dev-model"
    static let fingerprint = "millrace-dev-model"

    let id: String
    let created: Int64
    let content: String
    let isCutOff: Bool
    let promptTokens: Int
    let completionTokens: Int
    var hidesUsage = false
    var isRefused = false

    /// - Parameter seed: what the id is made from: equal requests get equal ids.
    init(content: String, request: ChatRequest, seed: [UInt8], created: Int64) {
        let cut = Self.cut(content, to: request.tokenLimit)
        id = "chatcmpl-dev-" + Self.fingerprint(of: seed)
        self.created = created
        self.content = cut
        isCutOff = cut != content
        promptTokens = request.texts.reduce(request.images.count * 85) { $0 + Self.tokens(in: $1) }
        completionTokens = Self.tokens(in: cut)
    }

    /// Four bytes a token, rounded up: near enough to what real tokenizers count for English.
    private static func tokens(in text: String) -> Int { (text.utf8.count + 3) / 4 }

    private static func cut(_ text: String, to tokenLimit: Int?) -> String {
        guard let tokenLimit, tokens(in: text) > tokenLimit else { return text }
        var size = 0
        let kept = text.unicodeScalars.prefix { scalar in
            size += UTF8.width(scalar)
            return size <= tokenLimit * 4
        }
        return String(kept)
    }

    /// FNV-1a, 64 bits.
    private static func fingerprint(of bytes: [UInt8]) -> String {
        let hash = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }

    private var finishReason: JSONValue { isCutOff ? "length" : "stop" }

    private var usage: JSONValue {
        [
            "prompt_tokens": .int(Int64(promptTokens)), "completion_tokens": .int(Int64(completionTokens)),
            "total_tokens": .int(Int64(promptTokens + completionTokens)),
        ]
    }

    private func envelope(_ object: String, choices: [JSONValue]) -> [String: JSONValue] {
        [
            "id": .string(id), "object": .string(object), "created": .int(created), "model": .string(Self.model),
            "system_fingerprint": .string(Self.fingerprint), "choices": .array(choices),
        ]
    }

    /// The body of an answer that is not streamed.
    var completion: JSONValue {
        var body = envelope(
            "chat.completion",
            choices: [
                [
                    "index": 0, "finish_reason": finishReason, "logprobs": nil,
                    "message": message,
                ]
            ])
        if !hidesUsage { body["usage"] = usage }
        return .object(body)
    }

    private var message: JSONValue {
        isRefused
            ? ["role": "assistant", "content": nil, "refusal": .string(Self.refusal)]
            : ["role": "assistant", "content": .string(content), "refusal": nil]
    }

    private static let refusal = "I cannot help with that."

    /// The events of a streamed answer, each with its blank line, `[DONE]` last.
    func events(withUsage: Bool) -> [String] {
        var chunks = [chunk(delta: ["role": "assistant", "content": ""], finishReason: nil)]
        if isRefused { chunks.append(chunk(delta: ["refusal": .string(Self.refusal)], finishReason: nil)) }
        let scalars = isRefused ? [] : Array(content.unicodeScalars)
        for start in stride(from: 0, to: scalars.count, by: 16) {
            let piece = String(String.UnicodeScalarView(scalars[start..<min(start + 16, scalars.count)]))
            chunks.append(chunk(delta: ["content": .string(piece)], finishReason: nil))
        }
        chunks.append(chunk(delta: [:], finishReason: finishReason))
        if withUsage, !hidesUsage {
            var last = envelope("chat.completion.chunk", choices: [])
            last["usage"] = usage
            chunks.append(.object(last))
        }
        return chunks.map { "data: \($0.text())\n\n" } + ["data: [DONE]\n\n"]
    }

    private func chunk(delta: JSONValue, finishReason: JSONValue) -> JSONValue {
        .object(
            envelope(
                "chat.completion.chunk", choices: [["index": 0, "delta": delta, "finish_reason": finishReason]]))
    }
}
