import JSONModel

extension Counted {
    /// At most four names; of more, three and how many others there are.
    static func list(_ names: [String]) -> String {
        let shown = names.count > 4 ? names.prefix(3) + ["\(names.count - 3) more"] : names[...]
        return shown.joined(separator: ", ")
    }
}
