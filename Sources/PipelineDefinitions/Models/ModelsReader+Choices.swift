import Expressions
import JSONModel
import ModelCatalogue

extension ModelsReader {
    static let budgetKeys = ["job", "pipeline", "pipelines", "creator", "day"]

    mutating func checkRole(_ entry: YAMLEntry, _ names: inout ModelNames) {
        if names.models.contains(entry.key) {
            reader.error(
                "E0212", "a model and a role are both called `\(entry.key)`", at: entry.keyRange,
                help: "a step could mean either; give the role its own name")
        }
        names.roles.append(entry.key)
        _ = reader.text(entry.value, entry.key)
        checkReference(entry.value, "E1202", names.models) { "no model is called `\($0)`" }
    }

    mutating func checkRouter(_ node: YAMLNode?, _ names: ModelNames) {
        guard let node else { return }
        guard let rules = node.items else {
            reader.error("E0204", "`router` must be a list of rules", at: node.range, help: "put `- ` before each")
            return
        }
        var covering: SourceRange?
        for rule in rules {
            if let covering { warnOfUnreachable(rule, after: covering) }
            if checkRule(rule, names), covering == nil { covering = rule.range }
        }
    }

    private mutating func warnOfUnreachable(_ rule: YAMLNode, after covering: SourceRange) {
        reader.report(
            Diagnostic(
                .warning, code: "W1207", message: "this rule is never reached", file: reader.file.path,
                range: rule.range, help: "the rules are asked from the first to the last: move it up, or remove it",
                notes: [.init(message: "this one always matches", file: reader.file.path, range: covering)]))
    }

    /// - Returns: whether it always matches.
    private mutating func checkRule(_ rule: YAMLNode, _ names: ModelNames) -> Bool {
        guard let members = reader.members(of: rule, "a rule", keys: ["when", "model"], required: ["model"]) else {
            return false
        }
        _ = reader.text(members["model"]?.value, "model")
        checkReference(members["model"]?.value, "E1202", names.all) { "no model or role is called `\($0)`" }
        guard let node = members["when"]?.value else { return true }
        guard let expression = reader.expression(node, "when") else { return false }
        let place = ExpressionPlace(expression: expression, node: node)
        let checked = expression.check(ModelRequest.scope)
        for problem in checked.problems { reader.report(place.diagnostic(problem, plugins: [], reader)) }
        guard checked.problems.isEmpty else { return false }
        return checkResult(of: place, checked.type)
    }

    private mutating func checkResult(of place: ExpressionPlace, _ type: StaticType) -> Bool {
        guard type == .bool || type == .any else {
            reader.error("E0410", "`when` needs true or false; this gives \(type.spoken)", at: place.range(reader))
            return false
        }
        guard case .bool(let value)? = place.expression.constant else { return false }
        if !value {
            reader.warning(
                "W1207", "this rule is never reached: its condition is always false", at: place.range(reader))
        }
        return value
    }

    mutating func checkFallbacks(_ entries: [YAMLEntry], _ names: ModelNames) {
        var targets: [String: [String]] = [:]
        for entry in entries {
            let name = YAMLScalar(text: entry.key, source: entry.key, style: .plain, value: .string(entry.key))
            let key = YAMLNode(content: .scalar(name), range: entry.keyRange)
            checkReference(key, "E1202", names.models) { "no model is called `\($0)`" }
            guard let items = entry.value.items else {
                reader.error(
                    "E0204", "`\(entry.key)` must be a list of models", at: entry.value.range,
                    help: entry.value.scalar.map { "write `[\($0.text)]`" })
                continue
            }
            for item in items {
                _ = reader.text(item, entry.key)
                checkReference(item, "E1202", names.models) { "no model is called `\($0)`" }
            }
            targets[entry.key] = items.compactMap { $0.scalar?.value.stringValue }
        }
        reportCircles(entries, targets)
    }

    /// Each circle once, at the name that comes first in the file.
    private mutating func reportCircles(_ entries: [YAMLEntry], _ targets: [String: [String]]) {
        var told: Set<String> = []
        for entry in entries where !told.contains(entry.key) {
            guard let circle = Self.circle(from: entry.key, targets) else { continue }
            told.formUnion(circle)
            reader.error(
                "E1204", "these fallbacks lead back to `\(entry.key)`: \(circle.joined(separator: " → "))",
                at: entry.keyRange, help: "a model that does not answer would be asked again; end the list earlier")
        }
    }

    /// A way from a name back to itself.
    private static func circle(from start: String, _ targets: [String: [String]]) -> [String]? {
        var ways = [[start]]
        var seen: Set<String> = []
        while let way = ways.popLast() {
            for next in targets[way.last ?? start] ?? [] {
                if next == start { return way + [next] }
                if seen.insert(next).inserted { ways.append(way + [next]) }
            }
        }
        return nil
    }

    mutating func checkBudgets(_ node: YAMLNode?) {
        guard let node, let members = reader.members(of: node, "`budgets`", keys: Self.budgetKeys) else { return }
        for key in Self.budgetKeys where key != "pipelines" { checkMoney(members[key]?.value, key) }
        for entry in entries(members["pipelines"], "pipelines") { checkMoney(entry.value, entry.key) }
    }
}
