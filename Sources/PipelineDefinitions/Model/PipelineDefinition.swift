public import Expressions
public import JSONModel
public import JSONSchemaValidation
public import StepKit

/// A pipeline as the runtime runs it: read from YAML, checked, with its expressions parsed.
public struct PipelineDefinition: Sendable {
    public let name: String
    public let description: String?
    /// What a payload must be; the schema as it was written.
    public let inputSchema: JSONValue
    public let input: JSONSchema
    /// For all steps of one delivery attempt together; `nil` leaves it to the subscription's `timeout`.
    public let deadline: Duration?
    public internal(set) var steps: [StepDefinition]
    /// Run in the attempt that ends the job without success.
    public internal(set) var onFailure: [StepDefinition] = []
    /// Run at the end, whatever it is.
    public internal(set) var always: [StepDefinition] = []
    /// The job's result; `nil` means the output of the last step that ran.
    public let output: ValueTemplate?
    /// SHA-256 of the text, lower-case hexadecimal: what a job is pinned to.
    public internal(set) var hash: String
    /// The YAML as it was read, followed by that of the pipelines it uses.
    public internal(set) var text: String
    /// The YAML of itself alone.
    let ownText: String
    /// The pipelines it uses, directly and below, by name.
    public internal(set) var children: [String: PipelineDefinition] = [:]
    /// Whether no file holds it, but something shorter that it is made of: a channel, or a `push`.
    public internal(set) var isGenerated = false
}

/// One use of a plugin in a pipeline.
public struct StepDefinition: Sendable {
    /// How long a step may take when it does not say.
    public static let defaultTimeout = Duration.seconds(60)
    /// The same for one that runs a pipeline without a deadline.
    public static let defaultPipelineTimeout = Duration.seconds(600)

    public let id: String
    /// The plugin's name.
    public let uses: String
    public let with: ValueTemplate
    /// The step is skipped unless this is true.
    public let when: Expression?
    /// For one try. Default: 60 s, or the deadline of the pipeline it runs.
    public internal(set) var timeout: Duration
    public let retry: RetryPolicy
    /// The job's progress when the step has ended, 0 to 100.
    public let progress: Int
    /// A list: the step runs once for each of its items.
    public internal(set) var forEach: ValueTemplate?
    /// How many items run at the same time. Default 1.
    public internal(set) var atOnce: Int = 1
    /// Steps that follow each other with the same group run at the same time.
    public internal(set) var group: StepGroup?
    /// Where a result may come from instead of a run.
    public internal(set) var cache: CacheRule?
    /// Whether it says how long one try may take.
    var hasOwnTimeout = false

    /// The pipeline this step runs instead of a plugin.
    public var pipeline: String? { uses.hasPrefix("pipeline/") ? String(uses.dropFirst(9)) : nil }
}

/// A `parallel` group.
public struct StepGroup: Sendable, Hashable {
    /// Counts the groups of a pipeline from 0.
    public let number: Int
    /// How many of its steps run at the same time; `nil` means all.
    public let atOnce: Int?

    public init(number: Int, atOnce: Int?) {
        self.number = number
        self.atOnce = atOnce
    }
}

/// `cache` of a step.
public struct CacheRule: Sendable {
    /// Distinguishes results beyond what the step and its parameters do.
    public let key: ValueTemplate
    public let timeToLive: Duration

    public init(key: ValueTemplate, timeToLive: Duration) {
        self.key = key
        self.timeToLive = timeToLive
    }
}
