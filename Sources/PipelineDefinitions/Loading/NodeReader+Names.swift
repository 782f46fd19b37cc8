import JSONModel

extension NodeReader {
    /// The members of a map whose keys are names that the file gives.
    mutating func namedEntries(_ node: YAMLNode, _ map: String) -> [YAMLEntry]? {
        if let entries = node.entries { return entries }
        error(
            "E0204", "`\(map)` must be a map of names", at: node.range,
            help: node.scalar?.value.isNull == true ? "write `{}` for none" : nil)
        return nil
    }

    /// Reports a name that was given before.
    /// - Parameters:
    ///   - kind: what has names: "schedules".
    ///   - range: where a name may stand but once.
    ///   - firstPlaces: where each name was first given, in this file or one before.
    /// - Returns: whether it is the first.
    @discardableResult
    mutating func checkUnique(
        _ entry: YAMLEntry, among kind: String, of range: String = "all files",
        since firstPlaces: inout [String: Diagnostic.Note]
    ) -> Bool {
        guard let first = firstPlaces[entry.key] else {
            firstPlaces[entry.key] = .init(message: "the first one", file: file.path, range: entry.keyRange)
            return true
        }
        report(
            Diagnostic(
                code: "E0212", message: "two \(kind) are called `\(entry.key)`", file: file.path,
                range: entry.keyRange, help: "give each its own name, over \(range)", notes: [first]))
        return false
    }
}
