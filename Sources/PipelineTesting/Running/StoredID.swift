/// The id a step is stored under: `summaries.0` for an item, `sub.save` for a step of a pipeline that `sub` uses.
struct StoredID: Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    private var words: [Substring] { text.split(separator: ".") }

    /// Without the numbers of items, which ids of steps never are: what stands for all of them.
    var withoutItems: String { words.filter { Int($0) == nil }.joined(separator: ".") }

    /// Whether it is an item of a list, and not the list.
    var isItem: Bool { words.last.flatMap { Int($0) } != nil }
}
