import Broker
import JSONModel

/// Reads a file of `kind: routing`.
struct RoutingReader {
    static let subscriptionKeys = [
        "match", "when", "pipeline", "push", "concurrency", "prefetch", "lock", "renew_for", "ttl", "deliveries",
        "backoff",
        "timeout", "limits", "batch", "dispatch", "overlap",
    ]

    private var reader: NodeReader
    private let pipelines: Set<String>?
    /// Whether there is something that may hold subscriptions and could not be read.
    private var hasShapeErrors = false
    /// Where each subscription's name was first given, in this file or one before.
    private(set) var firstPlaces: [String: Diagnostic.Note]
    /// Where each topic's window was first given.
    private(set) var firstWindows: [String: Diagnostic.Note]

    /// - Parameters:
    ///   - pipelines: the names of all pipelines with their mistakes; `nil` if a file could not be read at all, so
    ///     that nobody knows.
    ///   - firstPlaces, firstWindows: what was given in other files.
    init(
        file: SourceFile, pipelines: Set<String>?, firstPlaces: [String: Diagnostic.Note] = [:],
        firstWindows: [String: Diagnostic.Note] = [:]
    ) {
        reader = NodeReader(file: file)
        self.pipelines = pipelines
        self.firstPlaces = firstPlaces
        self.firstWindows = firstWindows
    }

    mutating func read(_ root: YAMLNode) -> (LocatedRouting, [Diagnostic]) {
        var routing = LocatedRouting()
        let members = reader.members(of: root, "routing", keys: ["kind", "topics"], required: ["topics"]) ?? [:]
        hasShapeErrors = reader.hasErrors
        for entry in entries(members["topics"]?.value, "topics") { readTopic(entry, into: &routing) }
        routing.isComplete = !hasShapeErrors
        return (routing, reader.diagnostics)
    }

    private mutating func readTopic(_ entry: YAMLEntry, into routing: inout LocatedRouting) {
        _ = readKey(entry, "a topic's name")
        routing.topicNames.insert(entry.key)
        let errors = reader.errorCount
        let members = reader.members(of: entry.value, "a topic", keys: ["subscriptions", "duplicate_window"]) ?? [:]
        if reader.errorCount > errors { hasShapeErrors = true }
        let topic = Topic(name: entry.key, duplicateWindow: readWindow(members["duplicate_window"], of: entry))
        routing.topics.append(topic)
        for entry in entries(members["subscriptions"]?.value, "subscriptions") {
            reader.checkUnique(entry, among: "subscriptions", of: "all topics and files", since: &firstPlaces)
            routing.subscriptions.append(readSubscription(entry, topic: topic.name))
        }
    }

    /// How long Service Bus lets a message id be remembered.
    private static let windows: ClosedRange<Duration> = .seconds(20) ... .seconds(7 * 86_400)

    private mutating func readWindow(_ entry: YAMLEntry?, of topic: YAMLEntry) -> Duration? {
        guard let entry, let window = reader.duration(entry.value, "duplicate_window") else { return nil }
        guard Self.windows.contains(window) else {
            reader.error(
                "E0306", "`duplicate_window: \(window.shortText)` is not between 20s and 7d", at: entry.value.range)
            return nil
        }
        guard let first = firstWindows[topic.key] else {
            firstWindows[topic.key] = .init(message: "the first one", file: reader.file.path, range: entry.keyRange)
            return window
        }
        reader.report(
            Diagnostic(
                code: "E0212", message: "topic `\(topic.key)` has two windows for duplicates", file: reader.file.path,
                range: entry.keyRange, help: "keep one of them", notes: [first]))
        return nil
    }

    /// A key as an id.
    private mutating func readKey(_ entry: YAMLEntry, _ name: String) -> String? {
        let scalar = YAMLScalar(text: entry.key, source: entry.key, style: .plain, value: .string(entry.key))
        return reader.id(YAMLNode(content: .scalar(scalar), range: entry.keyRange), name, allowsDash: true)
    }

    private mutating func entries(_ node: YAMLNode?, _ name: String) -> [YAMLEntry] {
        guard let node else { return [] }
        guard let entries = reader.namedEntries(node, name) else {
            hasShapeErrors = true
            return []
        }
        return entries
    }

    private mutating func readSubscription(_ entry: YAMLEntry, topic: String) -> LocatedSubscription {
        reader.speaksOfEvents = topic == Topic.events
        let name = readKey(entry, "a subscription's name")
        let errors = reader.errorCount
        let members =
            reader.members(of: entry.value, "a subscription", keys: Self.subscriptionKeys, required: ["pipeline"])
            ?? [:]
        let match = readMatch(members["match"]?.value)
        let when = reader.attributeExpression(members["when"]?.value, "when", "a filter")
        let isFilterKnown = reader.errorCount == errors
        let pipeline = readPipelineName(members["pipeline"]?.value)
        let concurrency = reader.integer(members["concurrency"]?.value, "concurrency", in: 1...10_000)
        let prefetch = reader.integer(members["prefetch"]?.value, "prefetch", in: 0...10_000)
        let lock = readLock(members["lock"]?.value)
        let renewFor = reader.duration(members["renew_for"]?.value, "renew_for")
        let timeToLive = reader.duration(members["ttl"]?.value, "ttl")
        let deliveries = reader.integer(members["deliveries"]?.value, "deliveries", in: 1...2000)
        let backoff = reader.durations(members["backoff"]?.value, "backoff")
        let timeout = reader.duration(members["timeout"]?.value, "timeout")
        let limits = reader.limits(members["limits"]?.value)
        let batch = reader.batch(members["batch"]?.value)
        let dispatch = reader.dispatch(members["dispatch"]?.value)
        let isOverlapIntended = readOverlap(members["overlap"]?.value)
        var definition: SubscriptionDefinition?
        if let name, let pipeline {
            var subscription = SubscriptionDefinition(
                name: name, topic: topic, match: match, when: when, pipeline: pipeline, concurrency: concurrency ?? 1,
                prefetch: prefetch ?? 0, lock: lock ?? .seconds(60), renewFor: renewFor, timeToLive: timeToLive,
                deliveries: deliveries ?? 10, backoff: backoff ?? [.seconds(15), .seconds(45), .seconds(120)],
                timeout: timeout ?? .seconds(600), limits: limits)
            (subscription.batch, subscription.dispatch) = (batch, dispatch)
            SubscriptionCheck(subscription: subscription, members: members).run(&reader)
            definition = subscription
        }
        let filter = SubscriptionFilter(
            match: match, when: when, topic: TopicAttributes(topic: topic), matchNode: members["match"]?.value,
            whenNode: members["when"]?.value)
        return LocatedSubscription(
            definition: definition, filter: isFilterKnown ? filter : nil, name: entry.key, topic: topic,
            pipeline: members["pipeline"]?.value.scalar?.text, file: reader.file, nameRange: entry.keyRange,
            node: entry.value, isOverlapIntended: isOverlapIntended)
    }

    /// Jobs that several subscriptions take start all of them; that is told unless it is said to be meant.
    private mutating func readOverlap(_ node: YAMLNode?) -> Bool {
        guard let node, let word = reader.text(node, "overlap") else { return false }
        if word == "intended" { return true }
        let nearest = Spelling.nearest(to: word, among: ["intended"])
        reader.error(
            "E0205", "`overlap` cannot be `\(word)`\(Spelling.hint(nearest))", at: node.range,
            help: "write `intended`, or leave `overlap` out",
            fix: nearest.flatMap { reader.replacement(of: node, with: $0) })
        return false
    }

    private mutating func readLock(_ node: YAMLNode?) -> Duration? {
        guard let node, let lock = reader.duration(node, "lock") else { return nil }
        if lock < .seconds(1) {
            reader.error(
                "E0306", "`lock: \(lock.shortText)` is shorter than 1s", at: node.range,
                help: "a lock that short is lost before it can be renewed; the default is 1m")
        }
        return lock
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

    private mutating func readPipelineName(_ node: YAMLNode?) -> String? {
        guard let node, let name = reader.text(node, "pipeline") else { return nil }
        guard let pipelines else { return name }
        guard pipelines.contains(name) else {
            let nearest = Spelling.nearest(to: name, among: pipelines)
            reader.error(
                "E0601", "no pipeline is called `\(name)`\(Spelling.hint(nearest))",
                at: node.range,
                help: nearest.map { "write `\($0)`" }
                    ?? (pipelines.isEmpty ? nil : "pipelines: \(Self.listed(pipelines))"),
                fix: Spelling.certain(name, among: pipelines).flatMap { reader.replacement(of: node, with: $0) })
            return nil
        }
        return name
    }

    /// At most a dozen names; nobody reads more.
    private static func listed(_ names: Set<String>) -> String {
        let rest = names.count > 12 ? ", and \(names.count - 12) more" : ""
        return names.sorted().prefix(12).joined(separator: ", ") + rest
    }
}

extension NodeReader {
    fileprivate var errorCount: Int { diagnostics.count { $0.severity == .error } }
}
