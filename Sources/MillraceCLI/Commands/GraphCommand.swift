import ArgumentParser
import Foundation
import JSONModel
import PipelineDefinitions
import PipelineGraph
import StepKit

struct GraphCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw a pipeline, or the way of jobs through the project.",
        usage: "millrace graph [<pipeline>] [<options>]",
        discussion: """
            Example: millrace graph video_analysis --out video_analysis.svg

            With a pipeline's name: its steps and what each reads of the others. Without: schedules, topics, \
            subscriptions, pipelines, and what those publish. Printed unless --out names a file; its ending says the \
            form: .svg, .json, or .mmd and .md for Mermaid.
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
        let text = text(of: graph, as: try form())
        guard let out else { return Console.data(String(text.dropLast())) }
        do {
            try Data(text.utf8).write(to: URL(filePath: out), options: .atomic)
        } catch {
            throw CommandFailure(writing: out, failed: error)
        }
        Console.note("Written: \(out)")
    }

    /// - Throws: ``CommandFailure`` (usage) for a file such as `graph.png`, whose name promises another form.
    private func form() throws -> Format {
        guard format == nil, let out else { return format ?? .mermaid }
        let ending = URL(filePath: out).pathExtension.lowercased()
        if let form = Format(rawValue: ending) { return form }
        if ["", "mmd", "md", "txt"].contains(ending) { return .mermaid }
        throw CommandFailure(
            .usage, "unknown_form: a graph is written as .svg, .json or .mmd, not as `.\(ending)`; or say --format")
    }

    private func text(of graph: Graph, as form: Format) -> String {
        switch form {
        case .mermaid: MermaidText(graph).text
        case .svg: SVGPicture(graph).text
        case .json: graph.jsonValue.text(pretty: true) + "\n"
        }
    }
}
