/// A mood, and the words that schemas have for it.
enum Mood: Sendable {
    case positive, neutral, negative

    /// The likeliest first.
    var words: [String] {
        switch self {
        case .positive: ["positive", "happy", "joyful", "upbeat", "cheerful", "energetic", "excited", "bright"]
        case .neutral: ["neutral", "calm", "mixed", "balanced", "relaxed", "ok"]
        case .negative: ["negative", "sad", "dark", "gloomy", "tense", "somber", "sombre", "angry"]
        }
    }

    private static let good: Set<String> = ["good", "great", "love", "thanks", "happy", "nice", "wonderful", "glad"]
    private static let bad: Set<String> = ["bad", "hate", "angry", "awful", "sad", "terrible", "broken", "worst"]

    /// The mood of a text: which of a few plain words it has more of.
    init(of words: some Sequence<String>) {
        let balance = words.reduce(0) { $0 + (Self.good.contains($1) ? 1 : Self.bad.contains($1) ? -1 : 0) }
        self = balance > 0 ? .positive : balance < 0 ? .negative : .neutral
    }
}
