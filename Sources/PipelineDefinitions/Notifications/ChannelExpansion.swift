import Broker
import JSONModel

/// The pipeline and the subscription that a channel stands for, as nodes that speak of the channel's own lines.
struct ChannelExpansion {
    /// Keys of the subscription that the file may give.
    static let subscriptionKeys = [
        "match", "when", "concurrency", "prefetch", "lock", "renew_for", "ttl", "deliveries", "backoff", "timeout",
        "limits",
    ]
    /// What holds for notifications unless the file says otherwise.
    static let defaults: [(String, JSONValue)] = [
        ("concurrency", 50), ("prefetch", 200), ("lock", "1m"), ("ttl", "1d"), ("deliveries", 10), ("timeout", "30s"),
    ]
    static let defaultFilter = "event.type.startsWith(\"job.\")"

    let channel: YAMLEntry
    let members: [String: YAMLEntry]
    /// The plugin's fields that the file gives.
    let given: [YAMLEntry]
    let fields: ChannelFields
    let source: RecipientSource

    var pipelineName: String { Self.pipelineName(channel.key) }
    private var place: SourceRange { channel.keyRange }

    static func pipelineName(_ channel: String) -> String { "notify_\(channel)" }
    static func subscriptionName(_ channel: String) -> String { "notify-\(channel)" }

    var pipeline: YAMLNode {
        .written(
            [
                ("kind", .written("pipeline", at: place)), ("name", .written(.string(pipelineName), at: place)),
                ("description", .written(.string("Channel `\(channel.key)` of the notifications."), at: place)),
                ("input", .written(Self.cloudEvent, at: place)),
                ("steps", YAMLNode(content: .sequence(steps), range: place)),
                ("output", .written(["sent": "${{ steps.notify.status == \"completed\" }}"], at: place)),
            ], at: place)
    }

    /// A whole file of `kind: routing`.
    var routing: YAMLNode {
        let subscription = YAMLNode.written(subscriptionMembers, at: place)
        let entry = YAMLEntry(key: Self.subscriptionName(channel.key), keyRange: place, value: subscription)
        let subscriptions = YAMLNode(content: .mapping([entry]), range: place)
        let topic = YAMLNode.written([("subscriptions", subscriptions)], at: place)
        return .written(
            [("kind", .written("routing", at: place)), ("topics", .written([(Topic.events, topic)], at: place))],
            at: place)
    }

    private var steps: [YAMLNode] { (fields.asksRecipient ? [source.step(at: place)] : []) + [notify] }

    private var notify: YAMLNode {
        let uses = members["uses"]?.value ?? .written("", at: place)
        let filled = fields.values.map {
            YAMLEntry(key: $0.name, keyRange: place, value: .written($0.value, at: place))
        }
        var step = [
            ("id", YAMLNode.written("notify", at: place)), ("uses", uses),
            ("with", YAMLNode(content: .mapping(given + filled), range: uses.range)),
        ]
        if !fields.conditions.isEmpty {
            step.append(("when", .written(.string(fields.conditions.joined(separator: " && ")), at: place)))
        }
        return .written(step, at: place)
    }

    private var subscriptionMembers: [(String, YAMLNode)] {
        var all = [("pipeline", YAMLNode.written(.string(pipelineName), at: place))]
        if members["when"] == nil, members["match"] == nil {
            all.append(("when", .written(.string(Self.defaultFilter), at: place)))
        }
        for (key, value) in Self.defaults where members[key] == nil { all.append((key, .written(value, at: place))) }
        return all + Self.subscriptionKeys.compactMap { key in members[key].map { (key, $0.value) } }
    }

    private static let cloudEvent: JSONValue = [
        "type": "object", "required": ["id", "type", "subject", "time", "data"],
        "properties": [
            "id": ["type": "string"], "type": ["type": "string"], "source": ["type": "string"],
            "subject": ["type": "string"], "time": ["type": "string"], "data": ["type": "object"],
        ],
    ]
}
