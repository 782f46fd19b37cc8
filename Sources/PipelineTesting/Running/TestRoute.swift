import Broker
import JSONModel
import PipelineDefinitions

/// Which subscription runs a test's job, and in which project.
struct TestRoute: Sendable {
    let project: Project
    let pipeline: PipelineDefinition
    let subscription: SubscriptionDefinition
    let jobType: String

    /// `nil` if the test names a pipeline or a subscription that is not there.
    init?(_ test: PipelineTest, in project: Project) {
        guard let pipeline = project.pipeline(named: test.pipeline) else { return nil }
        let own = project.routing.subscriptions.filter { $0.pipeline == pipeline.name }
        self.pipeline = pipeline
        if let name = test.job.subscription {
            guard let named = own.first(where: { $0.name == name }) else { return nil }
            subscription = named
        } else if let taking = own.first(where: { test.job.type != nil && $0.takes(test.job.routingAttributes) }) {
            subscription = taking
        } else {
            // A pipeline that no route leads to is run like by `millrace run`.
            subscription =
                own.first
                ?? SubscriptionDefinition(
                    name: "run-\(pipeline.name)", topic: "run", match: ["jobType": .string(pipeline.name)],
                    pipeline: pipeline.name)
        }
        jobType = test.job.type ?? subscription.match["jobType"]?.stringValue ?? pipeline.name
        self.project =
            own.isEmpty
            ? Project(
                pipelines: project.pipelines,
                routing: RoutingDefinition(
                    topics: project.routing.topics, subscriptions: project.routing.subscriptions + [subscription]))
            : project
    }
}
