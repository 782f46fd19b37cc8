import JSONModel
import StepKit

/// A plugin's first example as it would stand in a pipeline, complete: `steps:` takes it as it is.
struct PluginExample {
    let plugin: StepDescription
    let registry: StepRegistry

    /// Lines of YAML; empty if the plugin shows no example.
    var lines: [String] {
        guard let example = plugin.examples.first?.objectValue else { return [] }
        guard let source = fileSource(for: example) else { return Self.step(plugin, with: example) }
        let files = plugin.fields.filter { $0.type == .artifact }.map { ($0.name, source.expression) }
        return Self.step(source.plugin, with: source.plugin.examples.first?.objectValue ?? [:])
            + Self.step(plugin, with: example.merging(files) { $1 })
    }

    /// Nobody writes a file's digest by hand: a step before this one makes the file, if some plugin can.
    private func fileSource(
        for example: [String: JSONValue]
    ) -> (plugin: StepDescription, expression: JSONValue)? {
        guard plugin.fields.contains(where: { $0.type == .artifact && example[$0.name] != nil }) else { return nil }
        let makers = registry.descriptions.filter { maker in
            maker.name != plugin.name && !maker.examples.isEmpty && !maker.fields.contains { $0.type == .artifact }
        }
        for maker in makers {
            guard let file = maker.outputs.first(where: { $0.type == .artifact }) else { continue }
            return (maker, .string("${{ steps.\(Self.id(of: maker)).output.\(file.name) }}"))
        }
        return nil
    }

    private static func id(of plugin: StepDescription) -> String {
        plugin.name.split(separator: ".").last.map(String.init) ?? plugin.name
    }

    private static func step(_ plugin: StepDescription, with values: [String: JSONValue]) -> [String] {
        let fields = YAMLText.lines(of: .object(values), order: plugin.fields.map(\.name)).map { "    " + $0 }
        return ["- id: \(id(of: plugin))", "  uses: \(plugin.name)"] + (values.isEmpty ? [] : ["  with:"] + fields)
    }
}
