import Foundation
import PipelineDefinitions

/// A project for one test.
struct ProjectFolder {
    /// Reads files of `pipelines/`, by name, and `millrace.yaml` from a folder that is gone afterwards.
    static func read(_ files: [String: String], settings: String? = nil) throws -> ProjectReading {
        let folder = FileManager.default.temporaryDirectory.appending(path: "definitions-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let pipelines = folder.appending(path: "pipelines")
        try FileManager.default.createDirectory(at: pipelines, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: pipelines.appending(path: name)) }
        if let settings { try Data(settings.utf8).write(to: folder.appending(path: "millrace.yaml")) }
        return Project.read(folder: folder.path, registry: FakeSteps.registry)
    }

    /// A pipeline called `report` with these steps, one a line, in YAML's flow form.
    static func pipeline(_ steps: String..., head: String = "", tail: String = "") throws -> PipelineDefinition {
        let text = "kind: pipeline\nname: report\n\(head)steps:\n\(steps.map { "  - \($0)\n" }.joined())\(tail)"
        let reading = try read(["report.yaml": text])
        guard let pipeline = reading.project?.pipelines.first else {
            throw Unreadable(diagnostics: reading.diagnostics)
        }
        return pipeline
    }

    /// The only subscription of a routing file, given in YAML's flow form.
    static func subscription(_ text: String) throws -> Project {
        let report = "kind: pipeline\nname: report\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"
        let routing = "kind: routing\ntopics: { jobs: { subscriptions: { all: \(text) } } }\n"
        let reading = try read(["report.yaml": report, "routing.yaml": routing])
        guard let project = reading.project else { throw Unreadable(diagnostics: reading.diagnostics) }
        return project
    }
}

struct Unreadable: Error {
    let diagnostics: [Diagnostic]
}
