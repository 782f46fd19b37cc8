import StepKit

/// Whether the results of a step are worth keeping.
struct CacheCheck {
    let plugin: StepDescription
    let step: LocatedStep

    func run(_ reader: inout NodeReader) {
        guard plugin.outputs.isEmpty, let entry = step.node.entries?.first(where: { $0.key == "cache" }) else { return }
        reader.warning(
            "W1109", "`\(plugin.name)` returns nothing to keep: a hit only leaves its work undone",
            at: entry.keyRange, help: "remove `cache`")
    }
}
