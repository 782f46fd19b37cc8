import ModelCatalogue
public import StepKit

/// What a model's server counted.
public struct TokenUsage: FieldObject, Codable, Sendable, Hashable {
    var promptTokens: Int64 = 0
    var completionTokens: Int64 = 0
    /// Those of the prompt that the server had in its cache.
    var cachedTokens: Int64 = 0
    /// Whether these are the numbers of the whole call; a stream may count while it goes on.
    var isFinal = false
    /// Prompt and answer, where the server adds them up; thinking may be in here alone.
    private var totalTokens: Int64 = 0
    private var isWhole = false

    private enum CodingKeys: String, CodingKey {
        case promptTokens = "prompt_tokens"
        case completionTokens = "completion_tokens"
    }

    public static var fields: [FieldDescription] {
        Field("prompt_tokens", \.promptTokens, "Tokens of what was asked, images included.")
        Field("completion_tokens", \.completionTokens, "Tokens of the answer.")
    }

    init() {}

    /// `nil` unless the server's `usage` holds a number that can be one.
    init?(_ usage: JSONValue?) {
        guard let usage else { return nil }
        let counts = ["prompt_tokens", "completion_tokens"].map { usage[$0]?.intValue }
        guard counts.contains(where: { $0 != nil }) else { return nil }
        promptTokens = Self.bounded(counts[0])
        completionTokens = Self.bounded(counts[1])
        cachedTokens = Self.bounded(
            usage["prompt_tokens_details"]?["cached_tokens"]?.intValue ?? usage["prompt_cache_hit_tokens"]?.intValue)
        totalTokens = Self.bounded(usage["total_tokens"]?.intValue)
        isWhole = counts.allSatisfy { $0.map { $0 >= 0 } ?? false }
    }

    /// Says that no other numbers follow. Numbers that are not whole stay what they are.
    mutating func close() { isFinal = isWhole }

    /// What is paid for.
    func billed(images: Int) -> ModelUsage {
        ModelUsage(
            inputTokens: promptTokens, cachedTokens: cachedTokens,
            outputTokens: max(completionTokens, totalTokens - promptTokens), images: Int64(images))
    }

    static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        var sum = left
        sum.promptTokens += right.promptTokens
        sum.completionTokens += right.completionTokens
        return sum
    }

    /// A server's word: kept where adding a few of them cannot overflow.
    private static func bounded(_ count: Int64?) -> Int64 { min(max(count ?? 0, 0), 1 << 40) }
}
