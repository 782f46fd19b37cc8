import ArgumentParser
import Foundation
import JSONModel
import JSONSchemaValidation
import PipelineDefinitions
import StepKit

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Write the JSON Schemas of the YAML files; check JSON against a schema.",
        discussion: "Example: millrace schema generate --check",
        subcommands: [SchemaGenerateCommand.self, SchemaCheckCommand.self])
}

struct SchemaGenerateCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write schemas/ for editors, and the generated parts of plugins/*/README.md.",
        usage: "millrace schema generate [<options>]",
        discussion: "Example: millrace schema generate --check")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Write nothing; fail if a file would change.") var check = false

    func run(_ registry: StepRegistry) async throws {
        guard FileManager.default.fileExists(atPath: options.projectFolder) else {
            throw CommandFailure(.unableToWork, "not_found: there is no folder \(options.projectFolder)")
        }
        var files = DefinitionSchemas.all(registry).reduce(into: [String: String]()) { files, schema in
            files["schemas/" + schema.key] = schema.value.text(pretty: true) + "\n"
        }
        try files.merge(readmes(registry)) { $1 }
        files.merge(DiagnosticDocs(project: options.projectFolder).files()) { $1 }
        var stale: [String] = []
        for (path, text) in files.sorted(by: { $0.key < $1.key }) {
            let url = URL(filePath: options.projectFolder).appending(path: path)
            guard (try? String(contentsOf: url, encoding: .utf8)) != text else { continue }
            stale.append(path)
            guard !check else { continue }
            try write(text, to: url)
        }
        guard check, !stale.isEmpty else {
            return Console.note(stale.isEmpty ? "All is up to date." : "Written: \(stale.joined(separator: ", "))")
        }
        throw CommandFailure(
            .findings,
            "stale_files: run `millrace schema generate`; these would change: \(stale.joined(separator: ", "))")
    }

    private func write(_ text: String, to url: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        } catch {
            throw CommandFailure(writing: url.path, failed: error)
        }
    }

    /// A README says where its plugins' pages go: `<!-- generated: NAME NAME -->` to `<!-- /generated -->`.
    private func readmes(_ registry: StepRegistry) throws -> [String: String] {
        let folder = options.projectFolder + "/plugins"
        var files: [String: String] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard let text = try? String(contentsOfFile: "\(folder)/\(name)/README.md", encoding: .utf8),
                let start = text.firstRange(of: "<!-- generated: "),
                let end = text.firstRange(of: "<!-- /generated -->"),
                let close = text[start.upperBound...].firstRange(of: " -->")
            else { continue }
            let pages = try text[start.upperBound..<close.lowerBound].split(separator: " ").map { plugin in
                guard let description = registry.description(of: String(plugin)) else {
                    throw CommandFailure(.configuration, "unknown_plugin: plugins/\(name)/README.md names `\(plugin)`")
                }
                return PluginPage(plugin: description, registry: registry).readmePart
            }
            files["plugins/\(name)/README.md"] =
                text[..<close.upperBound] + "\n\n" + pages.joined(separator: "\n") + text[end.lowerBound...]
        }
        return files
    }
}
