import Broker
import Expressions
import JSONModel

/// Warns of a channel that sends people a mail or a request for each bit of progress.
struct ProgressNoise {
    private let channel: ChannelExpansion
    private let subscription: LocatedSubscription?

    init(_ channel: ChannelExpansion, _ subscription: LocatedSubscription?) {
        self.channel = channel
        self.subscription = subscription
    }

    var diagnostics: [Diagnostic] {
        guard channel.fields.reachesOutside, let subscription, let filter = subscription.filter?.filter,
            case .example = filter.overlap(with: Self.progress)
        else { return [] }
        let isDefault = channel.members["when"] == nil && channel.members["match"] == nil
        return [
            Diagnostic(
                .warning, code: "W1308", message: "`\(channel.channel.key)` takes every `job.progress` too",
                file: subscription.file.path,
                range: (channel.members["when"] ?? channel.members["match"])?.value.range ?? channel.channel.keyRange,
                label: isDefault ? "takes everything about jobs, as it has no `when`" : nil,
                help: "add for example `when: 'event.status in [\"completed\", \"failed\"]'`"
                    + (isDefault ? "" : " or `event.type != \"job.progress\"`"))
        ]
    }

    private static let progress = AttributeFilter(
        match: ["type": "job.progress", "status": "processing"], domain: TopicAttributes(topic: Topic.events).domain)
}
