/// Which map owns which key, to tell a key at the wrong level from a misspelt one.
enum KeyHomes {
    /// What messages call a map, and its keys; maps of one file stand together.
    private static let families: [[(name: String, keys: [String])]] = [
        [
            ("a pipeline", PipelineReader.keys), ("a step", PipelineReader.stepKeys),
            ("`retry`", ["delays", "attempts", "initial", "factor", "cap", "jitter", "on"]),
        ],
        [
            ("routing", ["topics"]), ("a topic", ["subscriptions", "duplicate_window"]),
            ("a subscription", RoutingReader.subscriptionKeys), ("a limit", ["key", "rate"]),
        ],
        [("a file of schedules", ["schedules"]), ("a schedule", ScheduleReader.keys)],
        [("a settings file", ["retention"]), ("`retention`", ["jobs", "progress_events", "records"])],
    ]

    /// The map a key belongs to, if it is not the one it stands in; those of the same file first.
    static func home(of key: String, outside name: String) -> String? {
        let own = families.filter { family in family.contains { $0.name == name } }
        let others = families.filter { family in !family.contains { $0.name == name } }
        return (own + others).joined().first { $0.name != name && $0.keys.contains(key) }?.name
    }
}
