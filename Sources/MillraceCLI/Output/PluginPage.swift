import JSONModel
import StepKit

/// What a plugin says of itself, as Markdown: the `plugins show` command and the heads of the plugin READMEs.
struct PluginPage {
    let plugin: StepDescription

    /// All of it, for `plugins show`.
    var markdown: String { (head + failures + example).joined(separator: "\n") }

    /// For a README, which says itself when the step fails and whether another try helps.
    var readmePart: String { (head + example).joined(separator: "\n") }

    private var head: [String] {
        var parts = ["## `\(plugin.name)`", "", plugin.summary, ""]
        parts += table(["Field", "Type", "Default", ""], plugin.fields) { field in
            [field.defaultWord, field.summary + field.bounds]
        }
        parts += table(["Output", "Type", ""], plugin.outputs) { [$0.summary] }
        return parts
    }

    private func table(
        _ titles: [String], _ fields: [FieldDescription], cells: (FieldDescription) -> [String]
    ) -> [String] {
        guard !fields.isEmpty else { return [] }
        let rows = fields.map { row(["`\($0.name)`", $0.type.word] + cells($0)) }
        return [row(titles), "|" + String(repeating: "---|", count: titles.count)] + rows + [""]
    }

    private func row(_ cells: [String]) -> String {
        "|" + cells.map { $0.isEmpty ? " |" : " \($0.replacing("|", with: "\\|")) |" }.joined()
    }

    private var failures: [String] {
        guard !plugin.failures.isEmpty else { return [] }
        let rows = plugin.failures.sorted { $0.key.rawValue < $1.key.rawValue }.map { row(["`\($0.key)`", $0.value]) }
        return ["| Failure | When |", "|---|---|"] + rows + [""]
    }

    /// The first example as a step would say it; JSON values are YAML too.
    private var example: [String] {
        guard let members = plugin.examples.first?.objectValue else { return [] }
        let values = plugin.fields.compactMap { field in members[field.name].map { "  \(field.name): \($0.text())" } }
        return ["```yaml", "uses: \(plugin.name)"] + (values.isEmpty ? [] : ["with:"] + values) + ["```", ""]
    }
}

extension FieldDescription {
    fileprivate var defaultWord: String {
        if let defaultValue { return "`\(defaultValue.stringValue ?? defaultValue.text())`" }
        return isRequired ? "required" : ""
    }

    fileprivate var bounds: String {
        let choice = allowed.isEmpty ? "" : " One of " + allowed.map { "`\($0)`" }.joined(separator: ", ") + "."
        let range: String =
            switch (minimum.map(type.boundWord), maximum.map(type.boundWord)) {
            case (let least?, let most?): " From \(least) to \(most)."
            case (let least?, nil): " At least \(least)."
            case (nil, let most?): " At most \(most)."
            case (nil, nil): ""
            }
        return choice + range + (isSecret ? " Never shown or logged." : "")
    }
}

extension FieldType {
    /// A bound in the field's own unit: seconds for durations, bytes for sizes.
    fileprivate func boundWord(_ bound: Double) -> String {
        switch self {
        case .duration: Duration.milliseconds(Int64(exactly: (bound * 1000).rounded()) ?? .max).shortText
        case .size: ByteCount(bytes: Int64(exactly: bound) ?? .max).shortText
        default: JSONValue.double(bound).intValue.map { "\($0)" } ?? "\(bound)"
        }
    }

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
            "name": .string(name), "summary": .string(summary), "isolation": .string(isolation.name),
            "idempotent": .bool(isIdempotent), "input": inputSchema, "output": outputSchema,
            "failures": .object(
                Dictionary(
                    failures.map { ($0.key.rawValue, .string($0.value)) }, uniquingKeysWith: { first, _ in first })),
            "examples": .array(examples),
        ]
    }
}
