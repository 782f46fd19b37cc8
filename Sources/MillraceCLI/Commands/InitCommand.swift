import ArgumentParser
import Foundation
import JSONModel
import PipelineDefinitions
import StepKit

struct InitCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a new project that validates and runs.",
        discussion: """
            Example: millrace init shop --template events

            minimal greets and remembers, video finds the scenes of a video, events has pipelines that set each other \
            going. No file that exists is overwritten.
            """)

    @Argument(help: ArgumentHelp("The project's folder; made if it is not there.", valueName: "dir")) var folder = "."
    @Option(help: "minimal, video or events.") var template: ProjectTemplate.Name = .minimal

    func run(_ registry: StepRegistry) async throws {
        let url = URL(filePath: folder).standardizedFileURL
        let template = ProjectTemplate.named(template)
        let schemas = DefinitionSchemas.all(registry).mapValues { $0.text(pretty: true) + "\n" }
        let scaffold = template.scaffold(title: url.lastPathComponent, program: Self.program, schemas: schemas)
        let missing = missingPlugins(scaffold, registry)
        guard missing.isEmpty else {
            throw CommandFailure(
                .configuration,
                "unknown_plugin: this program has no \(missing.joined(separator: ", ")), which the template needs")
        }
        let kept = try scaffold.write(to: url.path)
        for name in kept { Console.note("Kept as it was: \(name)") }
        let enter = url.path == FileManager.default.currentDirectoryPath ? "" : "  cd \(Terminal.quoted(folder))\n"
        Console.note(
            """
            Written: \(folder)
            Next:
            \(enter)  \(Self.program) validate
              \(Self.program) test
              \(Self.program) run \(template.firstRun)
            """)
    }

    /// What the person typed: a program with further plugins has a name of its own.
    private static var program: String {
        CommandLine.arguments.first.map { URL(filePath: $0).lastPathComponent } ?? "millrace"
    }

    /// A program need not have all built-in steps.
    private func missingPlugins(_ scaffold: Scaffold, _ registry: StepRegistry) -> [String] {
        let used = scaffold.files.filter { $0.key.hasPrefix("pipelines/") }.values.flatMap { text in
            text.matches(of: #/uses: ([a-z0-9_.]+)/#).map { String($0.output.1) }
        }
        return Set(used).filter { registry.description(of: $0) == nil }.sorted()
    }
}
