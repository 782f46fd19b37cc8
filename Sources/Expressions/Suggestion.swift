import JSONModel

/// "Did you mean", as the end of a sentence.
enum Suggestion {
    /// Nothing when no name is near.
    static func text(for wanted: String, among names: some Sequence<String>) -> String {
        Spelling.hint(wanted.isEmpty ? nil : Spelling.nearest(to: wanted, among: names))
    }
}
