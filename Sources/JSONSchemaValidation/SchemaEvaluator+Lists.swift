import JSONModel

extension SchemaEvaluator {
    mutating func checkList(
        _ rule: SchemaRule, of node: SchemaNode, _ items: [JSONValue], _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .items(let prefix, let rest): checkItems(items, prefix: prefix, rest: rest, &outcome)
        case .contains(let wanted, let least, let most):
            checkContains(items, wanted, least: least, most: most, of: node, &outcome)
        case .minItems(let least) where items.count < least:
            let count = Counted.text(items.count, "item")
            refuse(&outcome, violation(rule.keyword, of: node, "this list has \(count); at least \(least) are needed"))
        case .maxItems(let most) where items.count > most:
            let count = Counted.text(items.count, "item")
            refuse(&outcome, violation(rule.keyword, of: node, "this list has \(count); at most \(most) are allowed"))
        case .uniqueItems:
            charge(items.count)
            guard let (first, second) = Self.firstRepetition(in: items) else { return }
            refuse(
                &outcome,
                violation(
                    rule.keyword, of: node, "item \(second + 1) repeats item \(first + 1); each may appear once",
                    below: String(second)))
        case .unevaluatedItems(let schema):
            for (index, item) in items.enumerated() where !outcome.seenItems.contains(index) && !isDone(outcome) {
                outcome.judge(evaluate(schema, item, below: String(index)))
                outcome.seenItems.insert(index)
            }
        default: break
        }
    }

    private mutating func checkItems(
        _ items: [JSONValue], prefix: [Int], rest: Int?, _ outcome: inout SchemaOutcome
    ) {
        for (index, item) in items.enumerated() {
            guard let schema = index < prefix.count ? prefix[index] : rest, !isDone(outcome) else { return }
            outcome.judge(evaluate(schema, item, below: String(index)))
            if self.schema.tracksEvaluated { outcome.seenItems.insert(index) }
        }
    }

    private mutating func checkContains(
        _ items: [JSONValue], _ wanted: Int, least: Int, most: Int?, of node: SchemaNode,
        _ outcome: inout SchemaOutcome
    ) {
        var fitting = 0
        for (index, item) in items.enumerated() where test(wanted, item).isValid {
            fitting += 1
            if schema.tracksEvaluated { outcome.seenItems.insert(index) }
        }
        if fitting < least {
            let keyword = node.messages["minContains"] != nil || least != 1 ? "minContains" : "contains"
            let message = "\(Counted.text(fitting, "item")) of this list fit what it must contain; \(least) must"
            refuse(&outcome, violation(keyword, of: node, message))
        } else if let most, fitting > most {
            let message = "\(Counted.text(fitting, "item")) of this list fit what it must contain; at most \(most) may"
            refuse(&outcome, violation("maxContains", of: node, message))
        }
    }

    private static func firstRepetition(in items: [JSONValue]) -> (Int, Int)? {
        guard items.count > 1 else { return nil }
        // Swift's equality knows canonically equivalent texts as one, so equal hashes are only a first sieve.
        var buckets: [JSONValue: [Int]] = [:]
        for (index, item) in items.enumerated() {
            let same = buckets[item.normalized, default: []]
            if let first = same.first(where: { items[$0].equals(item) }) { return (first, index) }
            buckets[item.normalized] = same + [index]
        }
        return nil
    }
}
