/// Words for numbers of things.
enum Counted {
    static func text(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

    /// At most four names; of more, three and how many others there are.
    static func list(_ names: [String]) -> String {
        let shown = names.count > 4 ? names.prefix(3) + ["\(names.count - 3) more"] : names[...]
        return shown.joined(separator: ", ")
    }
}
