import JSONModel
import ModelCatalogue

/// Whether the models that pipelines name are in the catalogue.
struct ModelUseCheck {
    /// The plugins that ask models of the catalogue, and what they need them to be able to.
    private static let users: [String: ModelAbility] = [
        "model.chat": .chat, "speech.transcribe": .transcription,
    ]

    let catalogue: ModelCatalogue

    func run(_ pipelines: [LocatedPipeline]) -> [Diagnostic] {
        pipelines.flatMap { pipeline in
            var reader = NodeReader(file: pipeline.file)
            for step in pipeline.stepNodes { check(step, &reader) }
            return reader.diagnostics
        }
    }

    private func check(_ step: YAMLNode, _ reader: inout NodeReader) {
        guard let uses = step["uses"]?.scalar?.text, let need = Self.users[uses],
            let node = step["with"]?["model"], let name = node.scalar?.value.stringValue, !name.contains("${{")
        else { return }
        guard catalogue.names.contains(name) else { return reportUnknown(name, node, &reader) }
        guard let model = catalogue.models[catalogue.roles[name] ?? name] else { return }
        let needs = step["with"]?["images"] == nil || need != .chat ? [need] : [need, .vision]
        for need in needs where !model.abilities.contains(need) {
            reader.error(
                "E1208", "model `\(model.name)` has no ability `\(need.rawValue)`, which this step needs",
                at: node.range, help: helpers(need).map { "models that have it: \($0)" })
        }
    }

    private func helpers(_ ability: ModelAbility) -> String? {
        let able = catalogue.models.values.filter { $0.abilities.contains(ability) }.map(\.name).sorted()
        return able.isEmpty ? nil : able.prefix(12).joined(separator: ", ")
    }

    private func reportUnknown(_ name: String, _ node: YAMLNode, _ reader: inout NodeReader) {
        let known = catalogue.names
        let nearest = Spelling.nearest(to: name, among: known)
        reader.error(
            "E1203", "there is no model or role `\(name)`\(Spelling.hint(nearest))", at: node.range,
            help: nearest.map { "write `\($0)`" } ?? "known: \(known.prefix(12).joined(separator: ", "))",
            fix: Spelling.certain(name, among: known).flatMap { reader.replacement(of: node, with: $0) })
    }
}
