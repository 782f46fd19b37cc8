import JSONModel

extension NodeReader {
    /// Values reach a statement by bind alone: text that is put together may say something else than was meant.
    /// - Parameters:
    ///   - parameters: as they are written; `nil` if nobody knows how many there are.
    ///   - isAboutRecipient: then `$1` is the creator, and the parameters begin with `$2`.
    mutating func checkSQL(_ node: YAMLNode, parameters: [YAMLNode]?, isAboutRecipient: Bool = false) {
        guard let statement = node.scalar?.text else { return }
        if let start = statement.utf8.firstRange(of: "${{".utf8)?.lowerBound {
            let offset = statement.utf8.distance(from: statement.startIndex, to: start)
            let example = isAboutRecipient ? "where id = $1, which is the creator's id" : "where id = $1"
            error(
                "E1304", "a statement holds no expressions; its values are bound",
                at: range(offset..<offset + 3, in: node),
                help: "write for example \(example), and the value into "
                    + "`parameters`")
            return
        }
        let marks = SQLMarks(statement)
        guard let parameters, !marks.hasOthers else { return }
        let count = parameters.count + (isAboutRecipient ? 1 : 0)
        if let mark = marks.numbered.first(where: { $0.number > count }) {
            let known = count == 0 ? "there are no `parameters`" : "the last one is $\(count)"
            error(
                "E1305", "`$\(mark.number)` has no value: \(known)", at: range(mark.range, in: node),
                help: "add it to `parameters`")
        }
        let used = Set(marks.numbered.map(\.number))
        for (index, parameter) in parameters.enumerated() {
            let number = index + (isAboutRecipient ? 2 : 1)
            guard !used.contains(number) else { continue }
            warning(
                "W1309", "the statement does not use `$\(number)`", at: parameter.range,
                help: "use it, or remove it from `parameters`")
        }
        if isAboutRecipient, !used.contains(1) {
            warning(
                "W1309", "the query does not use `$1`, the creator's id, so everybody's recipient is the same",
                at: node.range, help: "add for example `where id = $1`")
        }
    }

    /// - Parameter names: of all databases of the settings; `nil` if nobody knows.
    mutating func checkDatabase(_ node: YAMLNode, among names: Set<String>?) {
        guard let name = node.scalar?.text, let names, !name.contains("${{") else { return }
        let known = names.union([DatabaseSettings.store])
        guard !known.contains(name) else { return }
        let nearest = Spelling.nearest(to: name, among: known)
        error(
            "E1303", "no database is called `\(name)`\(Spelling.hint(nearest))", at: node.range,
            help: nearest.map { "write `\($0)`" }
                ?? "add it to `databases` of millrace.yaml; there are: \(known.sorted().joined(separator: ", "))",
            fix: Spelling.certain(name, among: known).flatMap { replacement(of: node, with: $0) })
    }
}
