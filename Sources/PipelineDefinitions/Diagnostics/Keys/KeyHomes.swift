/// Which map owns which key, to tell a key at the wrong level from a misspelt one.
enum KeyHomes {
    /// What messages call a map, and its keys; maps of one file stand together.
    private static let families: [[(name: String, keys: [String])]] = [
        [
            ("a pipeline", PipelineReader.keys), ("a step", StepsReader.stepKeys), ("a group", StepsReader.groupKeys),
            ("`cache`", ["key", "ttl"]),
            ("`retry`", ["delays", "attempts", "initial", "factor", "cap", "jitter", "on"]),
        ],
        [
            ("routing", ["topics"]), ("a topic", ["subscriptions", "duplicate_window"]),
            ("a subscription", RoutingReader.subscriptionKeys), ("a limit", ["key", "rate"]),
            ("`batch`", ["size", "wait", "by"]), ("a rule of `dispatch`", ["when", "run"]),
        ],
        [("a file of schedules", ["schedules"]), ("a schedule", ScheduleReader.keys)],
        [
            ("a settings file", ["retention", "databases"]),
            ("`retention`", ["jobs", "progress_events", "records"]),
            ("a database", ["url", "url_variable", "read_only"]),
        ],
        [
            ("a file of models", ModelsReader.keys.filter { $0 != "kind" }), ("a provider", ModelsReader.providerKeys),
            ("a model", ModelsReader.modelKeys), ("`prices`", ModelsReader.priceKeys), ("a rule", ["when", "model"]),
            ("`budgets`", ModelsReader.budgetKeys),
        ],
        [
            ("notifications", ["recipients", "channels"]), ("`recipients`", ["from", "sql", "database", "parameters"]),
            ("a channel", ["uses", "with"] + ChannelExpansion.subscriptionKeys),
        ],
    ]

    /// What only its own file takes to be meant: elsewhere, words such as `url` are rather a plugin's.
    private static let ownFileOnly: Set<String> = [
        "a database", "a provider", "a model", "`prices`", "a rule", "`budgets`", "`recipients`", "a channel",
    ]

    /// The map a key belongs to, if it is not the one it stands in; those of the same file first.
    static func home(of key: String, outside name: String) -> String? {
        let own = families.filter { family in family.contains { $0.name == name } }.joined()
        let others = families.joined().filter { !ownFileOnly.contains($0.name) }
        return (own + others).first { $0.name != name && $0.keys.contains(key) }?.name
    }
}
