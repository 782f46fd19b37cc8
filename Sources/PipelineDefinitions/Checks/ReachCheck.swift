/// Whether anything can start each pipeline.
struct ReachCheck: ProjectCheck {
    func run(_ project: LocatedProject) -> [Diagnostic] {
        // Without routes pipelines are run by hand.
        let generated = Set(project.generatedNames)
        guard project.isComplete, project.routing.isComplete,
            project.routing.subscriptions.contains(where: { !generated.contains($0.pipeline ?? "") })
        else { return [] }
        let started = Set(project.routing.subscriptions.compactMap(\.pipeline)).union(called(project))
        // One that a misspelt route was meant for is not lost.
        let names = Set(project.pipelines.map(\.name))
        let misspelt = project.routing.subscriptions.filter { $0.pipeline.map { !names.contains($0) } ?? true }
        guard misspelt.isEmpty else { return [] }
        return project.pipelines.filter { !started.contains($0.name) }.map { pipeline in
            Diagnostic(
                .warning, code: "W0502", message: "no subscription starts pipeline `\(pipeline.name)`",
                file: pipeline.file.path, range: pipeline.nameRange, label: "only `millrace run` by hand does",
                help: "add a subscription with `pipeline: \(pipeline.name)`, or remove the file")
        }
    }

    private func called(_ project: LocatedProject) -> [String] {
        project.pipelines.flatMap(\.stepNodes).compactMap { $0["uses"]?.scalar?.text }
            .filter { $0.hasPrefix("pipeline/") }.map { String($0.dropFirst("pipeline/".count)) }
    }
}
