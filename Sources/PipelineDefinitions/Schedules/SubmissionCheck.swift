package import Broker
package import JSONSchemaValidation

/// Whether a job can be submitted: somebody takes it, and its payload fits the pipelines of all who do.
package struct SubmissionCheck: Sendable {
    /// A pipeline whose input the payload does not fit; the likeliest cause first.
    package struct Misfit: Sendable {
        package let pipeline: String
        package let violations: [SchemaViolation]
    }

    private let routes: RoutingTable
    /// By the word that subscriptions of the table name them with.
    private let pipelines: [String: PipelineDefinition]
    /// What one payload of a batch must be, by subscription.
    private let items: [String: JSONSchema]

    package init(_ project: Project) {
        self.init(
            routes: RoutingTable(project.topology),
            pipelines: Dictionary(project.pipelines.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first }),
            batched: project.routing.subscriptions.filter { $0.batch != nil }.map { ($0.name, $0.pipeline) })
    }

    init(
        routes: RoutingTable, pipelines: [String: PipelineDefinition], batched: [(name: String, pipeline: String)]
    ) {
        self.routes = routes
        self.pipelines = pipelines
        let definitions = Dictionary(pipelines.values.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let schemas = batched.compactMap { name, pipeline in
            definitions[pipeline]?.inputItem.map { (name, $0) }
        }
        items = Dictionary(schemas, uniquingKeysWith: { first, _ in first })
    }

    /// - Returns: `nil` if it can.
    /// - Throws: `unroutable` or `unknown_subscription`.
    package func misfit(of submission: JobSubmission) throws(BrokerError) -> Misfit? {
        for taker in try routes.takers(of: submission) {
            guard let pipeline = pipelines[taker.definition] else { continue }
            let violations = (items[taker.name] ?? pipeline.input).validate(submission.payload)
            if !violations.isEmpty { return Misfit(pipeline: pipeline.name, violations: violations) }
        }
        return nil
    }
}
