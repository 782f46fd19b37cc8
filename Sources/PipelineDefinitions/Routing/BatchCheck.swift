import Expressions

/// Whether pipelines that run for several deliveries at once take a list and give one.
struct BatchCheck: ProjectCheck {
    func run(_ project: LocatedProject) -> [Diagnostic] {
        let pipelines = Dictionary(project.pipelines.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return project.routing.subscriptions.compactMap { subscription in
            guard let entry = subscription.node.entries?.first(where: { $0.key == "batch" }),
                let pipeline = pipelines[subscription.pipeline ?? ""], let definition = pipeline.definition
            else { return nil }
            let input = SchemaTypes.type(of: definition.inputSchema, named: "`input`")
            if case .list = input { return output(pipeline, subscription, entry) }
            let note = Diagnostic.Note(
                message: pipeline.root["input"] == nil ? "it says nothing of its input" : "its input",
                file: pipeline.file.path,
                range: pipeline.root["input"]?.range ?? pipeline.nameRange)
            return Diagnostic(
                code: "E1107",
                message: "pipeline `\(pipeline.name)` does not take the list of payloads that `batch` "
                    + "gives it",
                file: subscription.file.path, range: entry.keyRange,
                help: "give it `input: { type: array, items: … }`, or remove `batch`", notes: [note])
        }
    }

    /// Written in the pipeline; what expressions give is only known when they run.
    private func output(
        _ pipeline: LocatedPipeline, _ subscription: LocatedSubscription, _ entry: YAMLEntry
    ) -> Diagnostic? {
        guard let node = pipeline.root["output"], let value = pipeline.definition?.output, Self.isNoList(value) else {
            return nil
        }
        return Diagnostic(
            code: "E1107", message: "pipeline `\(pipeline.name)` does not give the list of results that `batch` needs",
            file: subscription.file.path, range: entry.keyRange,
            help: "each job gets the item in its place",
            notes: [.init(message: "its output", file: pipeline.file.path, range: node.range)])
    }

    private static func isNoList(_ value: ValueTemplate) -> Bool {
        switch value {
        case .literal, .map: true
        case .text(let template): template.soleExpression == nil
        case .list: false
        }
    }
}
