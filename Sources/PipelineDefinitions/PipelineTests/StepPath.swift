/// The step that a stored id means: `sub.save` is a step of the pipeline that `sub` runs, `all.0` the first item of a step
/// with a list. Without numbers it stands for all items.
struct StepPath {
    let step: StepDefinition

    /// `nil` if there is none.
    init?(_ id: String, in pipeline: PipelineDefinition) {
        var names = id.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...]
        var steps = pipeline.allSteps
        while let name = names.popFirst(), let step = steps.first(where: { $0.id == name }) {
            if step.forEach != nil, let number = names.first, Self.isIndex(number) { names.removeFirst() }
            if names.isEmpty {
                self.step = step
                return
            }
            guard let child = step.pipeline.flatMap({ pipeline.children[$0] }) else { return nil }
            steps = child.allSteps
        }
        return nil
    }

    /// The ids of a pipeline's steps, with those of the pipelines it uses, as far as anybody reads on.
    static func ids(in pipeline: PipelineDefinition) -> [String] {
        ids(of: pipeline, among: pipeline.children, depth: 0)
    }

    private static func ids(
        of pipeline: PipelineDefinition, among children: [String: PipelineDefinition], depth: Int
    ) -> [String] {
        pipeline.allSteps.flatMap { step -> [String] in
            guard depth < 2, let child = step.pipeline.flatMap({ children[$0] }) else {
                return [step.id]
            }
            return [step.id] + ids(of: child, among: children, depth: depth + 1).map { "\(step.id).\($0)" }
        }
    }

    private static func isIndex(_ text: String) -> Bool {
        !text.isEmpty && text.count < 6 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && (text == "0" || text.first != "0")
    }
}
