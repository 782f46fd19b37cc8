import Expressions
import JSONModel

/// Reads a file of `kind: routing`.
struct RoutingReader {
    static let subscriptionKeys = [
        "match", "when", "pipeline", "concurrency", "prefetch", "lock", "renew_for", "ttl", "deliveries", "backoff",
        "timeout",
    ]

    private var reader: NodeReader
    private let pipelines: Set<String>?
    /// Where each subscription's name was first given, in this file or one before.
    private(set) var firstPlaces: [String: Diagnostic.Note]

    /// - Parameters:
    ///   - pipelines: the names of all pipelines with their mistakes; `nil` if a file could not be read at all, so
    ///     that nobody knows.
    ///   - firstPlaces: the names given in other files.
    init(file: SourceFile, pipelines: Set<String>?, firstPlaces: [String: Diagnostic.Note] = [:]) {
        reader = NodeReader(file: file)
        self.pipelines = pipelines
        self.firstPlaces = firstPlaces
    }

    mutating func read(_ root: YAMLNode) -> (RoutingDefinition?, [Diagnostic]) {
        guard let members = reader.members(of: root, "routing", keys: ["kind", "topics"], required: ["topics"]) else {
            return (nil, reader.diagnostics)
        }
        var subscriptions: [SubscriptionDefinition] = []
        for topic in entries(members["topics"]?.value, "topics") {
            guard let topicMembers = reader.members(of: topic.value, "a topic", keys: ["subscriptions"]) else {
                continue
            }
            for entry in entries(topicMembers["subscriptions"]?.value, "subscriptions") {
                checkUnique(entry)
                if let subscription = readSubscription(entry, topic: topic.key) { subscriptions.append(subscription) }
            }
        }
        return (reader.hasErrors ? nil : RoutingDefinition(subscriptions: subscriptions), reader.diagnostics)
    }

    private mutating func entries(_ node: YAMLNode?, _ name: String) -> [YAMLEntry] {
        guard let node else { return [] }
        guard let entries = node.entries else {
            reader.error(
                "E0204", "`\(name)` must be a map of names", at: node.range,
                help: node.scalar?.value.isNull == true ? "write `{}` for none" : nil)
            return []
        }
        return entries
    }

    private mutating func checkUnique(_ entry: YAMLEntry) {
        guard let first = firstPlaces[entry.key] else {
            firstPlaces[entry.key] = .init(message: "the first one", file: reader.file.path, range: entry.keyRange)
            return
        }
        reader.report(
            Diagnostic(
                code: "E0212", message: "two subscriptions are called `\(entry.key)`", file: reader.file.path,
                range: entry.keyRange, help: "give each its own name, over all topics and files", notes: [first]))
    }

    private mutating func readSubscription(_ entry: YAMLEntry, topic: String) -> SubscriptionDefinition? {
        let name = reader.id(
            YAMLNode(
                content: .scalar(
                    YAMLScalar(text: entry.key, source: entry.key, style: .plain, value: .string(entry.key))),
                range: entry.keyRange), "a subscription's name", allowsDash: true)
        guard
            let members = reader.members(
                of: entry.value, "a subscription", keys: Self.subscriptionKeys, required: ["pipeline"])
        else { return nil }
        let match = readMatch(members["match"]?.value)
        let when = reader.expression(members["when"]?.value, "when")
        if let expression = when, let node = members["when"]?.value { checkRoots(expression, node) }
        let pipeline = readPipelineName(members["pipeline"]?.value)
        let concurrency = reader.integer(members["concurrency"]?.value, "concurrency", in: 1...10_000)
        let prefetch = reader.integer(members["prefetch"]?.value, "prefetch", in: 0...10_000)
        let lock = reader.duration(members["lock"]?.value, "lock")
        let renewFor = reader.duration(members["renew_for"]?.value, "renew_for")
        let timeToLive = reader.duration(members["ttl"]?.value, "ttl")
        let deliveries = reader.integer(members["deliveries"]?.value, "deliveries", in: 1...2000)
        let backoff = reader.durations(members["backoff"]?.value, "backoff")
        let timeout = reader.duration(members["timeout"]?.value, "timeout")
        guard let name, let pipeline else { return nil }
        return SubscriptionDefinition(
            name: name, topic: topic, match: match, when: when, pipeline: pipeline, concurrency: concurrency ?? 1,
            prefetch: prefetch ?? 0, lock: lock ?? .seconds(60), renewFor: renewFor, timeToLive: timeToLive,
            deliveries: deliveries ?? 10, backoff: backoff ?? [.seconds(15), .seconds(45), .seconds(120)],
            timeout: timeout ?? .seconds(600))
    }

    private mutating func readMatch(_ node: YAMLNode?) -> [String: JSONValue] {
        guard let node else { return [:] }
        guard let entries = node.entries else {
            reader.error("E0204", "`match` must be a map of attributes and values", at: node.range)
            return [:]
        }
        var match: [String: JSONValue] = [:]
        for entry in entries {
            guard let scalar = entry.value.scalar else {
                reader.error("E0204", "`\(entry.key)` must be one value", at: entry.value.range)
                continue
            }
            match[entry.key] = scalar.value
        }
        return match
    }

    private mutating func checkRoots(_ expression: Expression, _ node: YAMLNode) {
        for reference in expression.references where reference.root != "message" {
            reader.error(
                "E0402", "`\(reference.root)` is not available in a filter",
                at: reader.range(of: reference, segment: 0, in: node),
                help: "a filter sees the attributes alone: message.jobType, message.creatorId, …")
        }
    }

    private mutating func readPipelineName(_ node: YAMLNode?) -> String? {
        guard let node, let name = reader.text(node, "pipeline") else { return nil }
        guard let pipelines else { return name }
        guard pipelines.contains(name) else {
            let nearest = Spelling.nearest(to: name, among: pipelines)
            reader.error(
                "E0601", "no pipeline is called `\(name)`\(Spelling.hint(nearest))",
                at: node.range,
                help: nearest.map { "write `\($0)`" }
                    ?? (pipelines.isEmpty ? nil : "pipelines: \(pipelines.sorted().joined(separator: ", "))"))
            return nil
        }
        return name
    }
}
