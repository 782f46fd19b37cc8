import ArgumentParser
import Foundation
import JSONModel
import StepKit

struct PluginsNewCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a Swift package with a new plugin, its tests and a program that has it.",
        discussion: """
            Example: millrace plugins new acme.watermark --millrace ../millrace

            The package builds and its tests pass as they are. It belongs outside Millrace's repository; no file that \
            exists is overwritten.
            """)

    @Argument(help: "Two words with a dot between, your own first: acme.watermark.") var name: String
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("The folder to make; ./acme-watermark when left out.", valueName: "dir")) var folder: String?
    @Option(
        help: ArgumentHelp(
            "Where the package finds Millrace: a folder or a URL; ../millrace beside it when left out.",
            valueName: "path|url")) var millrace: String?

    func run(_ registry: StepRegistry) async throws {
        guard StepRegistry.isLegal(name) else {
            throw CommandFailure(
                .usage,
                "illegal_name: `\(name)` is no plugin name; write two or more words of a-z, 0-9 and _ with dots "
                    + "between, such as acme.watermark")
        }
        guard registry.description(of: name) == nil else {
            throw CommandFailure(.usage, "name_taken: there is a plugin called `\(name)` already")
        }
        let plugin = PluginScaffold(name: name, origin: origin)
        let folder = folder ?? plugin.package
        try plugin.scaffold.write(to: URL(filePath: folder).standardizedFileURL.path)
        if case .path(let path) = plugin.origin, !isMillrace(path, seenFrom: folder) {
            Console.note("Millrace is not at \(path): say where it is in Package.swift, or with --millrace.")
        }
        Console.note(
            """
            Written: \(folder)
            Next:
              cd \(Terminal.quoted(folder))
              swift test
              swift run \(plugin.program) run \(plugin.pipeline) --input text=hello
            The step is Sources/\(plugin.module)/\(plugin.type).swift
            """)
    }

    private func isMillrace(_ path: String, seenFrom folder: String) -> Bool {
        let base = URL(filePath: folder, directoryHint: .isDirectory)
        return FileManager.default.fileExists(
            atPath: URL(filePath: path + "/Package.swift", relativeTo: base).standardizedFileURL.path)
    }

    /// A folder that is named is meant from here; the one that is not, from the package.
    private var origin: PluginScaffold.Origin {
        switch millrace.map(PluginScaffold.Origin.init) {
        case nil: .path("../millrace")
        case .path(let path)?: .path(URL(filePath: path).standardizedFileURL.path)
        case .url(let url)?: .url(url)
        }
    }
}
