import Expressions
import JSONModel
import ModelCatalogue

/// Reads a file of `kind: models`.
struct ModelsReader {
    static let keys = ["kind", "currency", "providers", "models", "roles", "router", "fallbacks", "budgets"]

    var reader: NodeReader

    init(file: SourceFile) {
        reader = NodeReader(file: file)
    }

    mutating func read(_ root: YAMLNode) -> (ModelCatalogue?, [Diagnostic]) {
        let required = ["providers", "models"]
        guard let members = reader.members(of: root, "a file of models", keys: Self.keys, required: required) else {
            return (nil, reader.diagnostics)
        }
        _ = reader.text(members["currency"]?.value, "currency")
        let providers = entries(members["providers"], "providers")
        for entry in providers { checkProvider(entry) }
        let models = entries(members["models"], "models")
        for entry in models { checkModel(entry, providers: providers.map(\.key)) }
        var names = ModelNames(models: models.map(\.key))
        for entry in entries(members["roles"], "roles") { checkRole(entry, &names) }
        checkRouter(members["router"]?.value, names)
        checkFallbacks(entries(members["fallbacks"], "fallbacks"), names)
        checkBudgets(members["budgets"]?.value)
        return (catalogue(root), reader.diagnostics)
    }

    /// The catalogue reads the same words again, so a file without findings always is one.
    private mutating func catalogue(_ root: YAMLNode) -> ModelCatalogue? {
        guard !reader.hasErrors else { return nil }
        do throws(ModelCatalogueError) {
            return try ModelCatalogue(root.jsonValue)
        } catch {
            let place = error.place.flatMap { JSONPointer(parsing: $0) } ?? .root
            reader.error("E0204", error.message, at: root.range(at: place))
            return nil
        }
    }

    /// The members of a map whose keys are names.
    mutating func entries(_ entry: YAMLEntry?, _ name: String) -> [YAMLEntry] {
        guard let node = entry?.value, let entries = reader.namedEntries(node, name) else { return [] }
        for entry in entries { checkName(entry, in: name) }
        return entries
    }

    private mutating func checkName(_ entry: YAMLEntry, in map: String) {
        let key = YAMLScalar(text: entry.key, source: entry.key, style: .plain, value: .string(entry.key))
        let node = YAMLNode(content: .scalar(key), range: entry.keyRange)
        _ = reader.id(node, "a name in `\(map)`", allowsDash: true)
        guard entry.key == ModelCatalogue.automatic, ["models", "roles"].contains(map) else { return }
        reader.error(
            "E0211", "`auto` cannot be a name in `\(map)`", at: entry.keyRange,
            help: "a step says `auto` when the router should choose")
    }

    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode?, _ name: String, _ words: Word.Type
    ) -> Word? {
        guard let node, let text = reader.text(node, name) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = words.allCases.map(\.rawValue)
        reader.error(
            "E0205", "`\(name)` cannot be `\(text)`\(Spelling.hint(Spelling.nearest(to: text, among: known)))",
            at: node.range, help: "one of: \(known.joined(separator: ", "))",
            fix: Spelling.certain(text, among: known).flatMap { reader.replacement(of: node, with: $0) })
        return nil
    }

    /// A price or a budget: a decimal number without a sign.
    mutating func checkMoney(_ node: YAMLNode?, _ name: String) {
        guard let node else { return }
        let text = node.scalar?.text ?? ""
        if Money(parsing: text) != nil, node.scalar?.value.doubleValue != nil { return }
        let isQuoted = Money(parsing: text) != nil
        reader.error(
            "E1205", "`\(name)\(text.isEmpty ? "" : ": \(text)")` is not an amount of money", at: node.range,
            help: isQuoted ? "write `\(text)` without quotes" : "a decimal number such as 0.27, or 0 for nothing",
            fix: isQuoted ? reader.replacement(of: node, source: text) : nil)
    }

    /// A name that must be among those of the file.
    mutating func checkReference(
        _ node: YAMLNode?, _ code: String, _ known: [String], _ sentence: (String) -> String
    ) {
        guard let node, let name = node.scalar?.value.stringValue, !known.contains(name) else { return }
        let nearest = Spelling.nearest(to: name, among: known)
        reader.error(
            code, sentence(name) + Spelling.hint(nearest), at: node.range,
            help: nearest.map { "write `\($0)`" } ?? "known: \(known.sorted().prefix(12).joined(separator: ", "))",
            fix: Spelling.certain(name, among: known).flatMap { reader.replacement(of: node, with: $0) })
    }
}

/// What may stand where a model is named.
struct ModelNames {
    let models: [String]
    var roles: [String] = []

    init(models: [String]) {
        self.models = models
    }

    var all: [String] { models + roles }
}
