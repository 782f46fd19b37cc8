public import JSONModel

/// One case of a file of `kind: tests`: what goes into a pipeline, what stands in for its steps, what must come out.
public struct PipelineTest: Sendable {
    /// How long a job may take on the test's clock when the test does not say: 30 days.
    public static let defaultStop = Duration.seconds(30 * 86_400)

    public let name: String
    /// The path of the file, as diagnostics show it.
    public let file: String
    public let nameRange: SourceRange
    /// The pipeline's name.
    public let pipeline: String
    public let input: JSONValue
    public let job: TestJob
    /// What expressions see as `env`.
    public let variables: [String: String]
    /// What expressions see as `secrets` and steps through their context.
    public let secrets: [String: String]
    /// By step id.
    public let mocks: [String: StepMock]
    public let expectation: TestExpectation
    /// When somebody cancels the job, counted from its submission; `nil` means never.
    public let cancelAfter: Duration?
    /// On the test's clock.
    public let stopAfter: Duration
}

/// The job a test submits.
public struct TestJob: Sendable, Hashable {
    /// Default: `job-1`.
    public var id = "job-1"
    /// `nil` means what the subscription matches on, or the pipeline's name.
    public var type: String?
    public var creatorID: String?
    public var attributes: [String: JSONValue] = [:]
    /// Where it is delivered; `nil` means the first subscription that runs the pipeline and takes the job.
    public var subscription: String?
    /// From its submission to its first delivery.
    public var delay: Duration?

    public init() {}

    /// What subscriptions match on.
    package var routingAttributes: [String: JSONValue] {
        var all = attributes
        all["jobType"] = type.map { .string($0) }
        all["creatorId"] = creatorID.map { .string($0) } ?? .null
        return all
    }
}
