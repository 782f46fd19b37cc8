import JSONModel
import PipelineDefinitions
import StepKit

/// Reads a project and prints what is wrong with it.
enum ProjectLoading {
    /// - Throws: ``CommandFailure`` (configuration) after the diagnostics have been printed.
    static func load(_ folder: String, registry: StepRegistry) throws -> Project {
        let reading = Project.read(folder: folder, registry: registry)
        if !reading.diagnostics.isEmpty {
            Console.raw(DiagnosticRenderer(sources: reading.files).text(for: reading.diagnostics) + "\n")
        }
        guard let project = reading.project else {
            let count = reading.diagnostics.count { $0.severity == .error }
            throw CommandFailure(
                .configuration, "invalid_project: \(Counted.text(count, "error")) in \(folder)/pipelines")
        }
        return project
    }

    /// - Throws: ``CommandFailure`` (usage) that names the nearest pipeline.
    static func pipeline(_ name: String, of project: Project) throws -> PipelineDefinition {
        if let pipeline = project.pipeline(named: name) { return pipeline }
        let names = project.pipelines.map(\.name)
        let hint =
            Spelling.nearest(to: name, among: names).map { "did you mean `\($0)`?" }
            ?? "there are: \(names.joined(separator: ", "))"
        throw CommandFailure(.usage, "unknown_pipeline: no pipeline is called `\(name)`; \(hint)")
    }
}
