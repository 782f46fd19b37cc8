import JSONModel
import ModelCatalogue

extension ModelsReader {
    static let providerKeys = [
        "kind", "endpoint", "endpoint_variable", "key_variable", "api_version", "auth", "deployments",
    ]
    static let modelKeys = [
        "provider", "deployment", "abilities", "context", "output", "image_tokens", "prices", "concurrency", "rate",
    ]
    static let priceKeys = ["input", "cached_input", "output", "image", "audio_minute"]

    mutating func checkProvider(_ entry: YAMLEntry) {
        guard
            let members = reader.members(
                of: entry.value, "a provider", keys: Self.providerKeys, required: ["kind"])
        else { return }
        let kind = word(members["kind"]?.value, "kind", ModelProvider.Kind.self)
        for key in ["endpoint", "endpoint_variable", "key_variable", "api_version"] {
            _ = reader.text(members[key]?.value, key)
        }
        _ = word(members["auth"]?.value, "auth", ModelProvider.Authentication.self)
        _ = word(members["deployments"]?.value, "deployments", ModelProvider.Deployments.self)
        checkEndpoint(members["endpoint"]?.value)
        guard let kind, kind != .pocketsphinx, members["endpoint"] == nil, members["endpoint_variable"] == nil
        else {
            return
        }
        reader.error(
            "E0203", "a provider has neither `endpoint` nor `endpoint_variable`", at: entry.keyRange,
            help: "name the variable that holds its base URL, such as `endpoint_variable: MODEL_ENDPOINT`")
    }

    private mutating func checkEndpoint(_ node: YAMLNode?) {
        guard let node, let text = node.scalar?.value.stringValue else { return }
        guard !text.hasPrefix("https://"), !text.hasPrefix("http://") else { return }
        reader.error(
            "E0204", "`endpoint` must be a base URL", at: node.range, help: "such as https://api.example/v1")
    }

    mutating func checkModel(_ entry: YAMLEntry, providers: [String]) {
        guard
            let members = reader.members(of: entry.value, "a model", keys: Self.modelKeys, required: ["provider"])
        else { return }
        _ = reader.text(members["provider"]?.value, "provider")
        checkReference(members["provider"]?.value, "E1201", providers) { "no provider is called `\($0)`" }
        _ = reader.text(members["deployment"]?.value, "deployment")
        for key in ["context", "output", "image_tokens"] {
            _ = reader.integer(members[key]?.value, key, in: 1...1 << 40)
        }
        _ = reader.integer(members["concurrency"]?.value, "concurrency", in: 1...10_000)
        checkRate(members["rate"]?.value)
        let abilities = checkAbilities(members["abilities"]?.value)
        let prices = members["prices"].flatMap {
            reader.members(of: $0.value, "`prices`", keys: Self.priceKeys)
        }
        for key in Self.priceKeys { checkMoney(prices?[key]?.value, key) }
        warnOfUnknownCosts(entry, abilities, prices: Set(prices?.keys.map(\.self) ?? []), members)
    }

    private mutating func checkAbilities(_ node: YAMLNode?) -> Set<ModelAbility> {
        guard let node else { return [.chat] }
        guard let items = node.items else {
            reader.error("E0204", "`abilities` must be a list", at: node.range, help: "such as [chat, vision]")
            return []
        }
        return Set(items.compactMap { word($0, "abilities", ModelAbility.self) })
    }

    private mutating func checkRate(_ node: YAMLNode?) {
        guard let node, ModelRate(parsing: node.scalar?.text ?? "") == nil else { return }
        reader.error(
            "E0207", "`\(node.scalar?.text ?? "this")` is not a rate", at: node.range,
            help: "write for example 10/s, 100/m, 5/10s")
    }

    /// What has no price cannot be counted, and what has no bound cannot be held by a budget.
    private mutating func warnOfUnknownCosts(
        _ entry: YAMLEntry, _ abilities: Set<ModelAbility>, prices: Set<String>, _ members: [String: YAMLEntry]
    ) {
        let isForSpeech = abilities == [.transcription]
        let wanted = isForSpeech ? ["audio_minute"] : ["input", "output"]
        let missing = wanted.filter { !prices.contains($0) }
        if !missing.isEmpty {
            let words = missing.map { "`\($0)`" }.joined(separator: " and ")
            reader.warning(
                "W1206", "model `\(entry.key)` has no price for \(words), so its costs count as unknown",
                at: members["prices"]?.keyRange ?? entry.keyRange,
                help: "write its price, or 0 if it costs nothing; budgets refuse what they cannot hold")
        } else if !isForSpeech, members["context"] == nil {
            reader.warning(
                "W1206", "model `\(entry.key)` has no `context`, so nobody knows the most a call can cost",
                at: entry.keyRange, help: "write how many tokens question and answer may have together")
        }
    }
}
