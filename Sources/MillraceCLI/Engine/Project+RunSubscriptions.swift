import JSONModel
import PipelineDefinitions

extension Project {
    /// This project with a subscription of its own for each pipeline that no route leads to: `run` sends its jobs
    /// there, and `serve` finishes those whose process has died.
    var withRunSubscriptions: Project {
        let routed = Set(routing.subscriptions.map(\.pipeline))
        let own = pipelines.filter { !routed.contains($0.name) }.map { pipeline in
            SubscriptionDefinition(
                name: "run-\(pipeline.name)", topic: "run", match: ["jobType": .string(pipeline.name)],
                pipeline: pipeline.name)
        }
        var project = self
        project.routing = RoutingDefinition(topics: routing.topics, subscriptions: routing.subscriptions + own)
        return project
    }
}
