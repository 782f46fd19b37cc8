import Broker
import Expressions
import JSONModel

/// All that was read of a project, with the places that checks of the whole speak of. Also those parts that have
/// mistakes, so that one of them does not make others look unknown.
struct LocatedProject {
    var pipelines: [LocatedPipeline] = []
    var routing = LocatedRouting()
    var schedules: [LocatedSchedule] = []
    /// Whether every file is of some kind; otherwise nobody knows what is missing.
    var isComplete = true

    /// Whether all that could take a message is known.
    var knowsAllTakers: Bool {
        isComplete && routing.isComplete && routing.subscriptions.allSatisfy { $0.filter != nil }
    }

    func subscriptions(of topic: String) -> [LocatedSubscription] {
        routing.subscriptions.filter { $0.topic == topic }
    }
}

/// A file of `kind: pipeline`.
struct LocatedPipeline {
    /// `nil` if it has mistakes.
    let definition: PipelineDefinition?
    let name: String
    let nameRange: SourceRange
    let file: SourceFile
    let root: YAMLNode

    /// `nil` without a name.
    init?(_ definition: PipelineDefinition?, file: SourceFile, root: YAMLNode) {
        guard let node = root["name"], let name = node.scalar?.text else { return nil }
        (self.definition, self.name, nameRange) = (definition, name, node.range)
        (self.file, self.root) = (file, root)
    }

    /// Every map that uses a plugin or a pipeline, however deep it stands.
    var stepNodes: [YAMLNode] { root.stepNodes }
}

/// All files of `kind: routing` together.
struct LocatedRouting {
    var topics: [Topic] = []
    var topicNames: Set<String> = []
    var subscriptions: [LocatedSubscription] = []
    /// Whether every subscription that is written is among them.
    var isComplete = true
}

/// A subscription as it is written.
struct LocatedSubscription {
    /// `nil` if it has no usable name or pipeline.
    let definition: SubscriptionDefinition?
    /// `nil` if it has mistakes.
    let filter: SubscriptionFilter?
    let name: String
    let topic: String
    /// As it is written, there or not.
    let pipeline: String?
    let file: SourceFile
    let nameRange: SourceRange
    let node: YAMLNode
    /// Whether it may take jobs that others take too.
    let isOverlapIntended: Bool

    /// The type of the jobs it takes, if `match` says so.
    var jobType: String? { filter?.filter.match["jobType"]?.stringValue }

    func note(_ message: String, at key: String? = nil) -> Diagnostic.Note {
        .init(message: message, file: file.path, range: key.flatMap { node[$0]?.range } ?? nameRange)
    }
}
