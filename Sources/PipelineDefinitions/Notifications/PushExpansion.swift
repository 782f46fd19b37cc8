import JSONModel

/// `push` of a subscription: a request to an address for each message, instead of a pipeline.
struct PushExpansion {
    static let plugin = "http.push"

    private(set) var reader: NodeReader
    /// Of the `push`es that were replaced, with places of the file.
    private(set) var pipelines: [YAMLNode] = []
    /// The names of all `push`es, also of those that have mistakes.
    private(set) var names: Set<String> = []
    /// The names of pipelines that there are.
    private var taken: Set<String>

    init(file: SourceFile, taken: Set<String>) {
        reader = NodeReader(file: file)
        self.taken = taken
    }

    /// The same file with `pipeline` in the place of each `push`.
    mutating func replacingPushes(in root: YAMLNode) -> YAMLNode {
        changing(root, "topics") { push, topics in
            push.changingAll(topics) { push, topic in
                push.changing(topic.value, "subscriptions") { push, subscriptions in
                    push.changingAll(subscriptions) { push, subscription in push.expanded(subscription) }
                }
            }
        }
    }

    private mutating func changing(
        _ node: YAMLNode, _ key: String, _ change: (inout Self, YAMLNode) -> YAMLNode
    ) -> YAMLNode {
        guard let entries = node.entries, node[key] != nil else { return node }
        return node.with(
            entries.map {
                $0.key == key ? YAMLEntry(key: key, keyRange: $0.keyRange, value: change(&self, $0.value)) : $0
            })
    }

    private mutating func changingAll(
        _ node: YAMLNode, _ change: (inout Self, YAMLEntry) -> YAMLNode
    ) -> YAMLNode {
        guard let entries = node.entries else { return node }
        return node.with(
            entries.map { YAMLEntry(key: $0.key, keyRange: $0.keyRange, value: change(&self, $0)) })
    }

    private mutating func expanded(_ subscription: YAMLEntry) -> YAMLNode {
        guard let entries = subscription.value.entries, let push = entries.first(where: { $0.key == "push" }) else {
            return subscription.value
        }
        if let pipeline = entries.first(where: { $0.key == "pipeline" }) {
            reader.error(
                "E1307", "a subscription has either `pipeline` or `push`, not both", at: pipeline.keyRange,
                help: "remove one of them")
            return subscription.value.with(entries.filter { $0.key != "push" })
        }
        let name = name(for: subscription)
        if let pipeline = pipeline(name, push) { pipelines.append(pipeline) }
        return subscription.value.with(
            entries.map { entry in
                guard entry.key == "push" else { return entry }
                return YAMLEntry(
                    key: "pipeline", keyRange: entry.keyRange, value: .written(.string(name), at: entry.keyRange))
            })
    }

    /// A pipeline of another name that is in the way is not the writer's mistake.
    private mutating func name(for subscription: YAMLEntry) -> String {
        let wanted = "push_" + subscription.key.replacing("-", with: "_")
        let candidates = [wanted] + (2...99).map { "\(wanted)_\($0)" }
        let name = candidates.first { !taken.contains($0) } ?? wanted
        taken.insert(name)
        names.insert(name)
        return name
    }

    /// The keys of `push` are the fields of the step; its `timeout` holds for the step as a whole too.
    private mutating func pipeline(_ name: String, _ push: YAMLEntry) -> YAMLNode? {
        let place = push.keyRange
        guard let entries = push.value.entries else {
            reader.error(
                "E0204", "`push` must be a map of keys and values", at: push.value.range,
                help: "write for example `push: { url: https://example.com/hook }`")
            return nil
        }
        var fields = entries
        if push.value["body"] == nil {
            fields.append(YAMLEntry(key: "body", keyRange: place, value: .written("${{ input }}", at: place)))
        }
        if push.value["retried"] == nil {
            fields.append(
                YAMLEntry(key: "retried", keyRange: place, value: .written("${{ job.attempt - 1 }}", at: place)))
        }
        var step = [
            ("id", YAMLNode.written("push", at: place)), ("uses", .written(.string(Self.plugin), at: place)),
            ("with", YAMLNode(content: .mapping(fields), range: push.value.range)),
        ]
        if let timeout = push.value["timeout"] { step.append(("timeout", timeout)) }
        return .written(
            [
                ("kind", .written("pipeline", at: place)), ("name", .written(.string(name), at: place)),
                ("steps", YAMLNode(content: .sequence([.written(step, at: place)]), range: place)),
            ], at: place)
    }
}

extension YAMLNode {
    fileprivate func with(_ entries: [YAMLEntry]) -> YAMLNode {
        YAMLNode(content: .mapping(entries), range: range, aliasRange: aliasRange)
    }
}
