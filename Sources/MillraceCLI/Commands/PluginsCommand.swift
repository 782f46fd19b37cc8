import ArgumentParser
import JSONModel
import StepKit

struct PluginsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins", abstract: "List the kinds of steps, show what each takes and returns, make a new one.",
        discussion: "Example: millrace plugins show http.download",
        subcommands: [PluginsListCommand.self, PluginsShowCommand.self, PluginsNewCommand.self])
}

struct PluginsListCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the plugins of this program.", discussion: "Example: millrace plugins list"
    )

    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let plugins = registry.descriptions
        if json { return Console.data(.array(plugins.map(\.jsonValue))) }
        for line in TextTable(head: ["PLUGIN", "WHAT IT DOES"], rows: plugins.map { [$0.name, $0.summary] }).lines {
            Console.data(line)
        }
    }
}

struct PluginsShowCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a plugin's fields, outputs, failures and examples.",
        discussion: "Example: millrace plugins show http.download")

    @Argument(help: "The plugin's name.") var name: String
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        guard let plugin = registry.description(of: name) else {
            let nearest = Spelling.nearest(to: name, among: registry.descriptions.map(\.name))
            let hint = nearest == nil ? "; `millrace plugins list` lists all of them" : Spelling.hint(nearest)
            throw CommandFailure(.usage, "unknown_plugin: no plugin is called `\(name)`\(hint)")
        }
        Console.data(
            json ? plugin.jsonValue.text(pretty: true) : PluginPage(plugin: plugin, registry: registry).markdown)
    }
}
