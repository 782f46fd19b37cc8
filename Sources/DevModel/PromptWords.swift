/// What a text answer is made of: the words of the last message of the user.
struct PromptWords: Sendable {
    /// Telling words, in order, each once, at most twelve; never empty.
    let topics: [String]
    let mood: Mood

    private static let dull: Set<String> = [
        "about", "after", "also", "answer", "been", "could", "does", "from", "give", "have", "here", "into", "just",
        "know", "like", "make", "more", "most", "only", "other", "please", "reply", "some", "tell", "than", "that",
        "their", "them", "then", "there", "these", "they", "this", "very", "want", "were", "what", "when", "where",
        "which", "will", "with", "would", "write", "your",
    ]

    init(_ prompt: String) {
        // A long prompt is cut: the answer needs a dozen words.
        let words = prompt.prefix(20_000).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        var seen: Set<String> = []
        let telling = words.filter {
            $0.count > 3 && $0.count <= 40 && !Self.dull.contains($0) && seen.insert($0).inserted
        }
        topics = telling.isEmpty ? ["this"] : Array(telling.prefix(12))
        mood = Mood(of: words)
    }

    func topic(_ index: Int) -> String { topics[index % topics.count] }

    /// A reply; different for every index.
    func sentence(_ index: Int) -> String {
        let openings: [(String, String)] = [
            ("Thanks for writing about ", "."), ("What matters most to you about ", "?"),
            ("Let us start with ", " and see how far it takes us."), ("Could you say more about ", "?"),
            ("Here is one idea: try ", " first."), ("It may help to look at ", " again."),
        ]
        let (opening, ending) = openings[index % openings.count]
        let round = index / openings.count
        return opening + topic(index) + (round > 0 ? " (\(round + 1))" : "") + ending
    }

    var summary: String { "About " + topics.prefix(3).joined(separator: ", ") + "." }

    func title(_ index: Int) -> String {
        let topic = topic(index)
        let round = index / topics.count
        return topic.prefix(1).uppercased() + topic.dropFirst() + (round > 0 ? " \(round + 1)" : "")
    }
}
