public import Broker
import Expressions
public import JSONModel
public import StepKit

/// The definitions of a folder that holds `pipelines/`, checked against each other and the plugins.
public struct Project: Sendable {
    public let pipelines: [PipelineDefinition]
    public package(set) var routing: RoutingDefinition
    public let settings: ProjectSettings
    /// Those that are not enabled too.
    public internal(set) var schedules: [ScheduleDefinition]
    /// What `millrace test` runs.
    public internal(set) var tests: [PipelineTest] = []
    /// What `models.yaml` says.
    public internal(set) var modelsJSON: JSONValue?
    /// The folder that holds its files, absolute; `nil` if they do not come from one.
    public internal(set) var folder: String?

    public init(
        pipelines: [PipelineDefinition], routing: RoutingDefinition, settings: ProjectSettings = ProjectSettings(),
        schedules: [ScheduleDefinition] = []
    ) {
        self.pipelines = pipelines
        self.routing = routing
        self.settings = settings
        self.schedules = schedules
    }

    public func pipeline(named name: String) -> PipelineDefinition? { pipelines.first { $0.name == name } }

    /// What plugins may know of the project, by section: `models`, `databases`, `project`.
    public var environmentSettings: [String: JSONValue] {
        var sections: [String: JSONValue] = ["databases": settings.databasesJSON]
        sections["models"] = modelsJSON
        sections["project"] = folder.map { .string($0) }
        return sections
    }

    /// What a broker needs to know.
    public var topology: Topology {
        let hashes = Dictionary(pipelines.map { ($0.name, $0.hash) }, uniquingKeysWith: { first, _ in first })
        let subscriptions = routing.subscriptions.compactMap { subscription in
            hashes[subscription.pipeline].map { subscription.brokerSubscription(definition: $0) }
        }
        let definitions = pipelines.map { Definition(hash: $0.hash, name: $0.name, text: $0.text) }
        return Topology(
            topics: routing.topics, subscriptions: subscriptions, definitions: definitions,
            schedules: schedules.filter(\.isEnabled).map(\.brokerSchedule), budgets: budgets)
    }
}

extension SubscriptionDefinition {
    fileprivate func brokerSubscription(definition: String) -> Subscription {
        Subscription(
            name: name, topic: topic, match: match, condition: when.map(Self.condition), definition: definition,
            concurrency: concurrency, lock: lock, timeToLive: timeToLive, deliveries: deliveries, backoff: backoff,
            limits: limits.map(\.keyLimit))
    }

    /// Three-valued: an error, such as a missing attribute, is no match.
    private static func condition(_ when: Expression) -> @Sendable ([String: JSONValue]) -> Bool {
        { when.isTrue(["message": CELValue(.object($0))]) }
    }
}

/// What reading a project found.
public struct ProjectReading: Sendable {
    /// `nil` if there is an error.
    public let project: Project?
    public let diagnostics: [Diagnostic]
    /// The files that were read, for excerpts.
    public let files: [SourceFile]

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

extension Project {
    /// Reads every YAML file of `pipelines/`, and `millrace.yaml` if there is one; all files are checked, not only the
    /// first bad one.
    public static func read(folder: String, registry: StepRegistry) -> ProjectReading {
        ProjectReader(source: .folder(folder), registry: registry, folder: AbsolutePath.of(folder)).read()
    }

    /// The same for files that stand elsewhere. The one validator: the command line, start-up, the API and tests ask it.
    public static func read(_ source: ProjectSource, registry: StepRegistry) -> ProjectReading {
        ProjectReader(source: source, registry: registry).read()
    }
}
