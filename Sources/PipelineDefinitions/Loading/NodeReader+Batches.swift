import Expressions
import JSONModel

extension NodeReader {
    /// How many deliveries may run together.
    static let batchSizes = 1...1000

    /// `batch:` of a subscription.
    mutating func batch(_ node: YAMLNode?) -> BatchRule? {
        guard let node,
            let members = members(of: node, "`batch`", keys: ["size", "wait", "by"], required: ["size"])
        else { return nil }
        let size = integer(members["size"]?.value, "size", in: Self.batchSizes)
        let wait = duration(members["wait"]?.value, "wait")
        let by = attributeExpression(
            members["by"]?.value, "by", "`by` of a batch", consequence: "`by` is one expression")
        return size.map { BatchRule(size: $0, wait: wait ?? .zero, by: by) }
    }

    /// `dispatch:` of a subscription.
    mutating func dispatch(_ node: YAMLNode?) -> [DispatchRule] {
        guard let node else { return [] }
        guard let items = node.items else {
            error("E0204", "`dispatch` must be a list", at: node.range, help: "put `- ` before each rule")
            return []
        }
        if items.isEmpty { error("E0203", "`dispatch` is empty", at: node.range, help: "leave it out") }
        return items.compactMap { rule($0) }
    }

    private mutating func rule(_ node: YAMLNode) -> DispatchRule? {
        guard let members = members(of: node, "a rule of `dispatch`", keys: ["when", "run"], required: ["run"]) else {
            return nil
        }
        let when = dispatchExpression(members["when"]?.value)
        guard let run = members["run"]?.value, let word = text(run, "run") else { return nil }
        let words = DispatchRule.Run.allCases.map(\.rawValue)
        guard let kind = DispatchRule.Run(rawValue: word) else {
            let nearest = Spelling.nearest(to: word, among: words)
            error(
                "E0205", "`run` cannot be `\(word)`\(Spelling.hint(nearest))", at: run.range,
                help: "one of: \(words.joined(separator: ", "))",
                fix: nearest.flatMap { replacement(of: run, with: $0) })
            return nil
        }
        return DispatchRule(when: when, run: kind)
    }

    private mutating func dispatchExpression(_ node: YAMLNode?) -> Expression? {
        guard let node, let expression = expression(node, "when") else { return nil }
        for reference in expression.references where !DispatchCheck.roots.contains(reference.root) {
            error(
                "E0402", "`\(reference.root)` is not available in a rule of `dispatch`",
                at: range(of: reference, segment: 0, in: node),
                help: "it sees what is submitted: \(DispatchCheck.roots.joined(separator: ", "))")
        }
        return expression
    }
}
