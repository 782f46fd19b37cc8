import ArgumentParser
import Foundation
import JSONModel
import PipelineDefinitions
import PipelineGraph
import StepKit

struct GraphCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw a pipeline, or the way of jobs through the project.",
        discussion: """
            Example: millrace graph video_analysis --out video_analysis.svg

            With a pipeline's name: its steps and what each reads of the others. Without: schedules, topics,
            subscriptions, pipelines, and what those publish. Printed unless --out names a file; its ending says the
            form: .svg, .json, or Mermaid for anything else.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case mermaid, svg, json
    }

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The pipeline's name; the whole project when left out.") var pipeline: String?
    @Option(help: "mermaid, svg or json; what --out ends with, else mermaid, when left out.") var format: Format?
    @Option(help: ArgumentHelp("Where to write it.", valueName: "file")) var out: String?

    func run(_ registry: StepRegistry) async throws {
        let project = try ProjectLoading.load(options.projectFolder, registry: registry)
        let graph =
            try pipeline.map { Graph(pipeline: try ProjectLoading.pipeline($0, of: project)) }
            ?? Graph(project: project)
        let text = text(of: graph)
        guard let out else { return Console.data(String(text.dropLast())) }
        do {
            try Data(text.utf8).write(to: URL(filePath: out), options: .atomic)
        } catch {
            throw CommandFailure(.unableToWork, "\(out) cannot be written: \(error.localizedDescription)")
        }
        Console.note("Written: \(out)")
    }

    private func text(of graph: Graph) -> String {
        switch format ?? out.flatMap({ Format(rawValue: URL(filePath: $0).pathExtension) }) ?? .mermaid {
        case .mermaid: MermaidText(graph).text
        case .svg: SVGPicture(graph).text
        case .json: graph.jsonValue.text(pretty: true) + "\n"
        }
    }
}
