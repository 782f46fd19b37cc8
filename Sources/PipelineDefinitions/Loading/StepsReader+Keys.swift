import Expressions
import JSONModel
import StepKit

extension StepsReader {
    /// `for_each`: a list, or one expression that gives one.
    mutating func readList(_ node: YAMLNode) -> ValueTemplate {
        if node.items?.isEmpty == true {
            reader.error("E0203", "`for_each` is empty, so the step never runs", at: node.range)
        }
        let errors = reader.diagnostics.count
        let value = reader.template(node)
        if case .list = value { return value }
        if case .text(let template) = value, template.soleExpression != nil { return value }
        guard reader.diagnostics.count == errors else { return value }
        reportNoList(node)
        return value
    }

    private mutating func reportNoList(_ node: YAMLNode) {
        let text = node.scalar?.value.stringValue ?? ""
        let references = (try? Expression(parsing: text))?.references ?? []
        let isPath = references.contains { PipelineScope.roots.contains($0.root) && $0.path.count > 1 }
        let meant = isPath && !text.contains("${{") ? "${{ \(text) }}" : nil
        reader.error(
            "E1101", "`for_each` needs a list", at: node.range,
            help: meant.map { "write `\($0)`" } ?? "write a list, or one expression that gives one: `${{ … }}`",
            fix: meant.flatMap { reader.replacement(of: node, with: $0) })
    }

    mutating func readAtOnce(_ members: [String: YAMLEntry]) -> Int {
        guard let entry = members["at_once"] else { return 1 }
        if members["for_each"] == nil {
            reader.error(
                "E1102", "`at_once` says nothing here: this step runs once", at: entry.keyRange,
                help: "it belongs beside `for_each` or `parallel`")
        }
        return reader.integer(entry.value, "at_once", in: Self.atOnce) ?? 1
    }

    mutating func readCache(_ node: YAMLNode?) -> CacheRule? {
        guard let node,
            let members = reader.members(of: node, "`cache`", keys: ["key", "ttl"], required: ["key", "ttl"])
        else { return nil }
        let key = members["key"].map { reader.template($0.value) }
        let timeToLive = reader.duration(members["ttl"]?.value, "ttl")
        guard let key, let timeToLive else { return nil }
        return CacheRule(key: key, timeToLive: timeToLive)
    }

    mutating func readRetry(_ node: YAMLNode?) -> RetryPolicy {
        let keys = ["delays", "attempts", "initial", "factor", "cap", "jitter", "on"]
        guard let node, let members = reader.members(of: node, "`retry`", keys: keys) else { return .none }
        let delays = reader.durations(members["delays"]?.value, "delays")
        let attempts = reader.integer(members["attempts"]?.value, "attempts", in: 1...100)
        let initial = reader.duration(members["initial"]?.value, "initial")
        let factor = reader.number(members["factor"]?.value, "factor", in: 1...100)
        if delays != nil, let other = ["attempts", "initial", "factor"].compactMap({ members[$0] }).first {
            reader.error("E0307", "give either `delays` or `\(other.key)`, not both", at: other.keyRange)
        }
        if members["delays"] == nil, members["attempts"] == nil {
            reader.error("E0203", "`retry` has neither `delays` nor `attempts`", at: node.range)
        }
        var policy = RetryPolicy(
            delays.map { .delays($0) }
                ?? .exponential(initial: initial ?? .seconds(1), factor: factor ?? 2, attempts: attempts ?? 1))
        if let cap = reader.duration(members["cap"]?.value, "cap") { policy.cap = cap }
        if let jitter = reader.number(members["jitter"]?.value, "jitter", in: 0...1) { policy.jitter = jitter }
        policy.codes = readCodes(members["on"]?.value)
        return policy
    }

    private mutating func readCodes(_ node: YAMLNode?) -> Set<StepFailure.Code> {
        guard let node else { return [] }
        guard let items = node.items else {
            reader.error("E0204", "`on` must be a list of failure codes", at: node.range)
            return []
        }
        return Set(items.compactMap { reader.text($0, "on").map(StepFailure.Code.init(rawValue:)) })
    }
}
