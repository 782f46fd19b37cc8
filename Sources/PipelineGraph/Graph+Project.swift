import Broker
import Expressions
import FoundationEssentials
import JSONModel
public import PipelineDefinitions

extension Graph {
    /// The way of a job through a project: schedules, topics, subscriptions, pipelines, and what those publish.
    public init(project: Project) {
        var drawing = ProjectDrawing()
        for schedule in project.schedules.sorted(by: { $0.name < $1.name }) { drawing.add(schedule) }
        for topic in project.routing.topics { drawing.addTopic(topic.name, topic.duplicateWindow) }
        for subscription in project.routing.subscriptions { drawing.add(subscription) }
        for pipeline in project.pipelines.sorted(by: { $0.name < $1.name }) { drawing.add(pipeline) }
        let counts = [
            Counted.text(project.routing.subscriptions.count, "subscription"),
            Counted.text(project.pipelines.count, "pipeline"),
        ]
        self.init(
            title: "Routing", summary: "\(counts.joined(separator: " and ")): which pipeline takes which messages.",
            direction: .right, nodes: drawing.nodes, edges: drawing.edges)
    }
}

/// Collects the nodes and edges of a project.
private struct ProjectDrawing {
    private(set) var nodes: [Graph.Node] = []
    private(set) var edges: [Graph.Edge] = []
    private var topics: Set<String> = []

    /// The first mention makes the node.
    mutating func addTopic(_ name: String, _ window: Duration? = nil) {
        guard topics.insert(name).inserted else { return }
        let details = window.map { ["duplicates dropped within \($0.shortText)"] } ?? []
        nodes.append(Graph.Node(id: "topic:\(name)", kind: .topic, title: name, details: details))
    }

    mutating func add(_ schedule: ScheduleDefinition) {
        let id = "schedule:\(schedule.name)"
        let isUTC = ["GMT", "UTC"].contains(schedule.timeZone.identifier)
        let zone = isUTC ? "UTC" : schedule.timeZone.identifier
        nodes.append(
            Graph.Node(
                id: id, kind: .schedule, title: schedule.name,
                details: ["\(schedule.cron.text) \(zone)"] + (schedule.isEnabled ? [] : ["off"]),
                isConditional: !schedule.isEnabled))
        addTopic("jobs")
        edges.append(Graph.Edge(from: id, to: "topic:jobs", label: schedule.jobType))
    }

    mutating func add(_ subscription: SubscriptionDefinition) {
        let id = "subscription:\(subscription.name)"
        addTopic(subscription.topic)
        nodes.append(
            Graph.Node(
                id: id, kind: .subscription, title: subscription.name,
                details: subscription.filter + subscription.bounds))
        edges.append(Graph.Edge(from: "topic:\(subscription.topic)", to: id))
        edges.append(Graph.Edge(from: id, to: "pipeline:\(subscription.pipeline)"))
    }

    mutating func add(_ pipeline: PipelineDefinition) {
        let id = "pipeline:\(pipeline.name)"
        let deadline = pipeline.deadline.map { "deadline \($0.shortText)" }
        nodes.append(
            Graph.Node(
                id: id, kind: .pipeline, title: pipeline.name,
                details: [Counted.text(pipeline.allSteps.count, "step"), deadline].compactMap(\.self)))
        var types: [(topic: String, names: [String])] = []
        for publication in pipeline.allSteps.compactMap(Publication.init) {
            let topic = publication.topic ?? "decided by the job"
            let name = publication.type ?? "…"
            if let index = types.firstIndex(where: { $0.topic == topic }) {
                if !types[index].names.contains(name) { types[index].names.append(name) }
            } else {
                types.append((topic, [name]))
            }
        }
        for name in Set(pipeline.allSteps.compactMap(\.pipeline)).sorted() {
            edges.append(Graph.Edge(from: id, to: "pipeline:\(name)", label: "uses"))
        }
        for (topic, names) in types {
            addTopic(topic)
            edges.append(Graph.Edge(from: id, to: "topic:\(topic)", label: Counted.list(names)))
        }
    }
}

extension SubscriptionDefinition {
    /// What a message must be, a line for each condition.
    fileprivate var filter: [String] {
        let equal = match.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.stringValue ?? $0.value.text())" }
        let lines = equal + [when?.source].compactMap(\.self)
        return lines.isEmpty ? ["every message"] : lines
    }

    fileprivate var bounds: [String] {
        let ahead = prefetch > 0 ? ", \(prefetch) ahead" : ""
        let time = [
            "lock \(lock.shortText)", "timeout \(timeout.shortText)", timeToLive.map { "ttl \($0.shortText)" },
        ].compactMap(\.self).joined(separator: ", ")
        let tries = deliveries == 1 ? "1 delivery" : "\(deliveries) deliveries"
        return ["\(concurrency) at once\(ahead), \(tries)", time]
            + limits.map(\.sentence)
    }
}

extension LimitDefinition {
    fileprivate var sentence: String {
        let bounds = [concurrency.map { "\($0) at once" }, rate?.words]
        return "per \(key.source): \(bounds.compactMap(\.self).joined(separator: ", "))"
    }
}

extension KeyLimit.Rate {
    /// As it is written: `10/s`, `5/10s`.
    fileprivate var words: String {
        let time = period.shortText
        let isOne = time.first == "1" && time.dropFirst().allSatisfy(\.isLetter)
        return "\(count)/\(isOne ? String(time.dropFirst()) : time)"
    }
}
