import JSONModel
import StepKit

/// What a plugin says of itself, as Markdown: the `plugins show` command and the heads of the plugin READMEs.
struct PluginPage {
    let plugin: StepDescription
    let registry: StepRegistry

    /// All of it, for `plugins show`.
    var markdown: String { (head + failures + manners + example).joined(separator: "\n") }

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
        let rows = rows(fields, below: "", cells: cells)
        return [row(titles), "|" + String(repeating: "---|", count: titles.count)] + rows + [""]
    }

    /// A row for each field, and below it one for each of its members.
    private func rows(
        _ fields: [FieldDescription], below path: String, cells: (FieldDescription) -> [String]
    ) -> [String] {
        fields.flatMap { field -> [String] in
            let name = path + field.name
            let (members, suffix) = field.type.members
            return [row(["`\(name)`", field.typeWord] + cells(field))]
                + rows(members, below: name + suffix, cells: cells)
        }
    }

    private func row(_ cells: [String]) -> String {
        "|" + cells.map { $0.isEmpty ? " |" : " \($0.replacing("|", with: "\\|")) |" }.joined()
    }

    private var failures: [String] {
        guard !plugin.failures.isEmpty else { return [] }
        let rows = plugin.failures.sorted { $0.key.rawValue < $1.key.rawValue }.map { row(["`\($0.key)`", $0.value]) }
        return ["| Failure | When |", "|---|---|"] + rows + [""]
    }

    private var manners: [String] {
        let again = plugin.isIdempotent ? "Running it again does no harm." : "Running it again may do harm."
        return ["Isolation: \(plugin.isolation.name), \(plugin.isolation.meaning). \(again)", ""]
    }

    /// The first example as it would stand in a pipeline.
    private var example: [String] {
        let lines = PluginExample(plugin: plugin, registry: registry).lines
        return lines.isEmpty ? [] : ["```yaml"] + lines + ["```", ""]
    }
}

extension Isolation {
    /// How it is ended when it does not stop by itself.
    fileprivate var meaning: String {
        switch self {
        case .cooperative: "abandoned if it does not stop when asked"
        case .blocking: "on a thread of its own, abandoned with it if it does not stop when asked"
        case .process: "its child processes are killed if it does not stop when asked"
        }
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
        let secret = isSecret ? " Never shown or logged." : ""
        return choice + range + secret + (example.map { " Such as `\($0.stringValue ?? $0.text())`." } ?? "")
    }

    fileprivate var typeWord: String {
        switch format {
        case .uri?: "URI"
        case .executable?: "program"
        case .jsonSchema?: "JSON Schema"
        case nil: type.word
        }
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
        case .object: "object"
        case .any: "any"
        }
    }

    /// The declared members of what is inside, and what stands between a field's name and theirs.
    fileprivate var members: (fields: [FieldDescription], suffix: String) {
        switch self {
        case .object(let fields): (fields, ".")
        case .list(let element): (element.members.fields, "[]" + element.members.suffix)
        case .map(let value): (value.members.fields, ".*" + value.members.suffix)
        default: ([], "")
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
