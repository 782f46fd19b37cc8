import Broker
import Expressions
import JSONModel

/// What a step publishes, as far as it is written down.
struct Publication {
    static let plugin = "message.publish"
    static let eventPlugin = "events.emit"

    let pipeline: LocatedPipeline
    let topic: String
    /// `nil` if it is left out.
    let topicNode: YAMLNode?
    /// Of the job's or event's type.
    let typeNode: YAMLNode
    let type: String
    /// All messages it may be.
    let messages: AttributeFilter
    /// Whether the step is skipped at times.
    let isConditional: Bool

    /// `nil` for other steps, and where the topic or the type is an expression.
    init?(_ step: YAMLNode, of pipeline: LocatedPipeline, isSure: Bool = true) {
        guard let uses = step["uses"]?.scalar?.text, let with = step["with"] else { return nil }
        let isEvent = uses == Self.eventPlugin
        guard isEvent || uses == Self.plugin, let typeNode = with[isEvent ? "type" : "job_type"],
            let type = Self.literal(typeNode)?.stringValue
        else { return nil }
        let topicNode = isEvent ? nil : with["topic"]
        guard let topic = topicNode.map({ Self.literal($0)?.stringValue }) ?? (isEvent ? Topic.events : Topic.jobs)
        else { return nil }
        self.pipeline = pipeline
        (self.topic, self.topicNode, self.type, self.typeNode) = (topic, topicNode, type, typeNode)
        isConditional = !isSure || step["when"] != nil || step["for_each"] != nil
        messages = isEvent ? Self.events(type) : Self.jobs(type, attributes: with["attributes"])
    }

    static func all(of project: LocatedProject) -> [Publication] {
        project.pipelines.flatMap { pipeline in
            PipelineReader.stepLists.flatMap { list in
                pipeline.root.stepNodes(in: list).compactMap {
                    Publication($0, of: pipeline, isSure: list != "on_failure")
                }
            }
        }
    }

    /// The attributes that schedules and steps give to what they send.
    static func attributeNames(of project: LocatedProject) -> Set<String> {
        let scheduled = project.schedules.flatMap(\.definition.attributes.keys)
        let published = project.pipelines.flatMap(\.stepNodes).flatMap { $0["with"]?["attributes"]?.entries ?? [] }
        return Set(scheduled + published.map(\.key))
    }

    /// `nil` for what is no single value, or only known when it runs.
    private static func literal(_ node: YAMLNode) -> JSONValue? {
        guard let scalar = node.scalar, !scalar.text.contains("${{") else { return nil }
        return scalar.value
    }

    private static func jobs(_ type: String, attributes: YAMLNode?) -> AttributeFilter {
        var domain = TopicAttributes(topic: Topic.jobs).domain
        // All attributes are written down, unless an expression makes them.
        domain.isOpen = attributes.map { $0.entries == nil } ?? false
        var match: [String: JSONValue] = [:]
        for entry in attributes?.entries ?? [] where domain.values[entry.key] == nil {
            domain.values[entry.key] = .present
            if let value = literal(entry.value) { match[entry.key] = value }
        }
        match["jobType"] = .string(type)
        return AttributeFilter(match: match, domain: domain)
    }

    private static func events(_ type: String) -> AttributeFilter {
        var domain = TopicAttributes(topic: Topic.events).domain
        domain.values["subscription"] = .absent
        return AttributeFilter(match: ["type": .string(type)], domain: domain)
    }
}
