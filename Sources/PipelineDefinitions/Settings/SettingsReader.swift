import Broker
import JSONModel

/// Reads a file of `kind: settings`.
struct SettingsReader {
    static let path = "millrace.yaml"

    private var reader: NodeReader

    init(file: SourceFile) {
        reader = NodeReader(file: file)
    }

    mutating func read(_ root: YAMLNode) -> (ProjectSettings, [Diagnostic]) {
        var settings = ProjectSettings()
        let keys = ["kind", "retention", "databases"]
        if let members = reader.members(of: root, "a settings file", keys: keys, required: ["kind"]) {
            checkKind(members["kind"]?.value)
            readRetention(members["retention"]?.value, into: &settings.retention)
            settings.databases = reader.databases(members["databases"]?.value)
        }
        return (settings, reader.diagnostics)
    }

    private mutating func checkKind(_ node: YAMLNode?) {
        guard let node, let kind = reader.text(node, "kind"), kind != "settings" else { return }
        let help = "write `settings`; every other kind of file belongs into `pipelines`"
        let isTypo = Spelling.nearest(to: kind, among: ["settings"]) != nil
        reader.error(
            "E0205", "`\(Self.path)` cannot be of kind `\(kind)`", at: node.range, help: help,
            fix: isTypo ? reader.replacement(of: node, with: "settings") : nil)
    }

    private mutating func readRetention(_ node: YAMLNode?, into retention: inout Retention) {
        let keys = ["jobs", "progress_events", "records"]
        guard let node, let members = reader.members(of: node, "`retention`", keys: keys) else { return }
        readPeriod(members["jobs"]?.value, "jobs", into: &retention.jobs)
        readPeriod(members["progress_events"]?.value, "progress_events", into: &retention.progressEvents)
        readPeriod(members["records"]?.value, "records", into: &retention.records)
    }

    /// A duration, or `forever`.
    private mutating func readPeriod(_ node: YAMLNode?, _ name: String, into period: inout Duration?) {
        guard let node else { return }
        let text = node.scalar?.text ?? ""
        if text == "forever" {
            period = nil
        } else if let duration = Duration(parsing: text), duration > .zero {
            period = duration
        } else {
            let message = text.isEmpty ? "`\(name)` must be a duration" : "`\(name): \(text)` is not a duration"
            let meant = Self.meaning(of: text)
            reader.error(
                "E0206", message, at: node.range, help: meant.map { "write `\($0)`" } ?? Self.help(with: text),
                fix: meant.flatMap { reader.replacement(of: node, with: $0) })
        }
    }

    private static func meaning(of text: String) -> String? {
        if Spelling.nearest(to: text, among: ["forever"]) != nil { return "forever" }
        return if case .meant(let meant) = DurationWriting(text) { meant } else { nil }
    }

    private static func help(with text: String) -> String {
        Int(text) ?? 0 > 0 ? "write `\(text)d` for days" : "write for example 12h, 30d, or `forever`"
    }
}
