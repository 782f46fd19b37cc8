import JSONModel

/// "Did you mean", as the end of a sentence.
enum Suggestion {
    /// Nothing when no name is near.
    static func text(for wanted: String, among names: some Sequence<String>) -> String {
        guard !wanted.isEmpty, let name = Spelling.nearest(to: wanted, among: names) else { return "" }
        return "; did you mean `\(name)`?"
    }
}
