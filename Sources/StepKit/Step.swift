/// A kind of step: what a pipeline names in `uses`.
///
/// A plugin is one type that conforms to this protocol. The runtime makes one instance per process with
/// ``init(environment:)`` and calls ``run(_:in:)`` for every attempt, often at the same time; so an instance holds
/// clients and settings, never the state of an attempt.
///
/// Before `run` the runtime evaluates the expressions of `with`, fills in defaults, validates against the declared
/// fields and decodes `Input`. After it, `Output` is encoded and checkpointed.
public protocol Step: Sendable {
    associatedtype Input: Codable & Sendable
    associatedtype Output: Codable & Sendable

    /// The plugin's name, fields, outputs and failures. One declaration gives the check, the schema and the docs.
    static var descriptor: StepDescriptor<Input, Output> { get }

    /// Called once per process, at start-up.
    /// - Throws: whatever makes the plugin unusable here; the process then does not start.
    init(environment: StepEnvironment) throws

    /// Does the work of one attempt.
    ///
    /// Must end soon after ``StepContext/abort`` fires (for `async` code task cancellation does it). A body that does
    /// not is abandoned after the grace period and its result is refused.
    /// - Throws: ``StepFailure`` to say what happened and whether to try again; any other error counts as
    ///   ``StepFailure/Code/unexpected`` and is retried.
    func run(_ input: Input, in context: StepContext) async throws -> Output
}

/// No input, or no output: for plugins that take or return nothing.
public struct Empty: Codable, Sendable, Hashable {
    public init() {}
}
