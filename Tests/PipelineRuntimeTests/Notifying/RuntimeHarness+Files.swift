import PipelineDefinitions
import PipelineRuntime
import StepKit
import TestSupport
import Testing

extension RuntimeHarness {
    /// A project as people write it, by path.
    init(files: [String: String], steps: [any Step.Type], acts: [String: Act]) async throws {
        folder = try TemporaryFolder("runtime")
        time = TimeSource(clock, startingAt: Self.start)
        registry = try StepRegistry([ScriptedStep.self, LyingStep.self] + steps)
        let reading = Project.read(.texts(files), registry: registry)
        project = try #require(reading.project, "\(reading.diagnostics.map(\.message))")
        self.acts = acts
        try await broker.configure(project.topology, at: time.now)
    }
}
