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
    public let steps: [StepDefinition]
    /// The job's result; `nil` means the output of the last step that ran.
    public let output: ValueTemplate?
    /// SHA-256 of the text, lower-case hexadecimal: what a job is pinned to.
    public let hash: String
    /// The YAML as it was read.
    public let text: String
}

/// One use of a plugin in a pipeline.
public struct StepDefinition: Sendable {
    /// How long a step may take when it does not say.
    public static let defaultTimeout = Duration.seconds(60)

    public let id: String
    /// The plugin's name.
    public let uses: String
    public let with: ValueTemplate
    /// The step is skipped unless this is true.
    public let when: Expression?
    /// For one try.
    public let timeout: Duration
    public let retry: RetryPolicy
    /// The job's progress when the step has ended, 0 to 100.
    public let progress: Int
}
