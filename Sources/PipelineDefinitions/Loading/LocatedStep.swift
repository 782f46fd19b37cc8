/// Which of a pipeline's lists a step stands in.
enum StepSection: Comparable {
    case steps, onFailure, always
}

/// A step with the places its checks speak of.
struct LocatedStep {
    let definition: StepDefinition
    let node: YAMLNode
    let idRange: SourceRange
    let usesRange: SourceRange
    let with: YAMLNode?
    let when: YAMLNode?
    let timeoutRange: SourceRange?
    let section: StepSection
    /// Its place in time: a step sees those of lower ranks. Members of a group share theirs.
    let rank: Int

    var forEach: YAMLNode? { node["for_each"] }
    var cacheKey: YAMLNode? { node["cache"]?["key"] }

    /// Whether its condition, if it has one, could be read.
    var hasClearCondition: Bool { when == nil || definition.when != nil }
}

extension YAMLNode {
    /// Of a pipeline: every map that uses a plugin or a pipeline, however deep it stands.
    var stepNodes: [YAMLNode] { PipelineReader.stepLists.flatMap(stepNodes) }

    /// The same for one of its lists.
    func stepNodes(in list: String) -> [YAMLNode] {
        var found: [YAMLNode] = []
        self[list]?.collectSteps(&found)
        return found
    }

    private func collectSteps(_ found: inout [YAMLNode]) {
        if self["uses"]?.scalar != nil || self["id"]?.scalar != nil { found.append(self) }
        for item in items ?? [] { item.collectSteps(&found) }
        for entry in entries ?? [] where entry.key != "with" { entry.value.collectSteps(&found) }
    }
}
