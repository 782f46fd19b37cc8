import JSONModel
import StepKit

/// What a plugin says of itself, as Markdown: the `plugins show` command and the heads of the plugin READMEs.
struct PluginPage {
    let plugin: StepDescription

    var markdown: String {
        var parts = ["## `\(plugin.name)`", "", plugin.summary, ""]
        parts += table("Field", plugin.fields)
        parts += table("Output", plugin.outputs)
        if !plugin.failures.isEmpty {
            parts += ["| Failure | When |", "|---|---|"]
            parts += plugin.failures.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                "| `\($0.key)` | \($0.value) |"
            }
            parts.append("")
        }
        if let example = plugin.examples.first { parts += ["```json", example.text(pretty: true), "```", ""] }
        return parts.joined(separator: "\n")
    }

    private func table(_ title: String, _ fields: [FieldDescription]) -> [String] {
        guard !fields.isEmpty else { return [] }
        let rows = fields.map { field in
            "| `\(field.name)` | \(field.type.word) | \(field.defaultWord) | \(field.summary)\(field.bounds) |"
        }
        return ["| \(title) | Type | Default | |", "|---|---|---|---|"] + rows + [""]
    }
}

extension FieldDescription {
    fileprivate var defaultWord: String {
        if let defaultValue { return "`\(defaultValue.stringValue ?? defaultValue.text())`" }
        return isRequired ? "required" : ""
    }

    fileprivate var bounds: String {
        allowed.isEmpty ? "" : " One of " + allowed.map { "`\($0)`" }.joined(separator: ", ") + "."
    }
}

extension FieldType {
    /// For the docs.
    var word: String {
        switch self {
        case .string: "text"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .duration: "duration"
        case .size: "size"
        case .artifact: "file"
        case .list(let element): "list of \(element.word)"
        case .map(let value): "map of \(value.word)"
        case .object(let fields): "object (" + fields.map { "`\($0.name)`" }.joined(separator: ", ") + ")"
        case .any: "any"
        }
    }
}

extension StepDescription {
    var jsonValue: JSONValue {
        [
            "name": .string(name), "summary": .string(summary), "isolation": .string(isolation.rawValue),
            "idempotent": .bool(isIdempotent), "input": inputSchema, "output": outputSchema,
            "failures": .object(
                Dictionary(
                    failures.map { ($0.key.rawValue, .string($0.value)) }, uniquingKeysWith: { first, _ in first })),
            "examples": .array(examples),
        ]
    }
}
