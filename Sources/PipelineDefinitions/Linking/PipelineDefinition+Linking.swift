extension PipelineDefinition {
    /// The pipelines that it uses itself, each once.
    var usedPipelines: Set<String> { Set(allSteps.compactMap(\.pipeline)) }

    /// All its steps, in the order in which they may run.
    public var allSteps: [StepDefinition] { steps + onFailure + always }

    /// With the pipelines it uses, so that it is complete in itself.
    /// - Parameter used: what it uses itself, each complete; what is missing stays missing.
    func linked(with used: [PipelineDefinition]) -> PipelineDefinition {
        guard !used.isEmpty else { return self }
        var linked = self
        for child in used {
            linked.children[child.name] = child
            linked.children.merge(child.children) { own, _ in own }
        }
        let others = linked.children.sorted { $0.key < $1.key }.map(\.value.ownText)
        linked.text = PipelineStream.text(ownText, followedBy: others)
        linked.hash = PipelineStream.hash(of: linked.text)
        let deadlines = Dictionary(used.map { ($0.name, $0.longestRun) }, uniquingKeysWith: { own, _ in own })
        linked.steps = steps.map { $0.waiting(for: deadlines) }
        linked.onFailure = onFailure.map { $0.waiting(for: deadlines) }
        linked.always = always.map { $0.waiting(for: deadlines) }
        return linked
    }

    /// How long a step that runs it may take when it does not say.
    private var longestRun: Duration { deadline ?? StepDefinition.defaultPipelineTimeout }
}

extension StepDefinition {
    fileprivate func waiting(for deadlines: [String: Duration]) -> StepDefinition {
        guard !hasOwnTimeout, let pipeline, let deadline = deadlines[pipeline] else { return self }
        var step = self
        step.timeout = deadline
        return step
    }
}
