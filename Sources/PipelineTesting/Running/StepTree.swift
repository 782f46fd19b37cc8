import PipelineDefinitions

/// All steps a pipeline may run: its own, and those of the pipelines it uses.
struct StepTree: Sendable {
    struct Node: Sendable {
        /// As it is stored, without the numbers of items.
        let id: String
        let step: StepDefinition
        /// The name of the pipeline that has it.
        let pipeline: String
    }

    /// How many pipelines may use each other.
    private static let mostDepth = 16

    let nodes: [Node]

    init(_ pipeline: PipelineDefinition) {
        nodes = Self.nodes(of: pipeline, below: "", among: pipeline.children, depth: 0)
    }

    private static func nodes(
        of pipeline: PipelineDefinition, below prefix: String, among children: [String: PipelineDefinition], depth: Int
    ) -> [Node] {
        pipeline.allSteps.flatMap { step -> [Node] in
            let node = Node(id: prefix + step.id, step: step, pipeline: pipeline.name)
            guard depth < mostDepth, let child = step.pipeline.flatMap({ children[$0] }) else { return [node] }
            return [node] + nodes(of: child, below: node.id + ".", among: children, depth: depth + 1)
        }
    }
}
