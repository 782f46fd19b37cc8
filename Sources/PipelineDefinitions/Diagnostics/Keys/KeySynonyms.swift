import JSONModel

/// What other tools call the keys of this one.
enum KeySynonyms {
    private static let words: [String: [String: String]] = [
        "a pipeline": ["inputs": "input", "outputs": "output", "jobs": "steps", "tasks": "steps", "stages": "steps"],
        "a step": [
            "name": "id", "type": "uses", "plugin": "uses", "run": "uses", "action": "uses", "task": "uses",
            "params": "with", "parameters": "with", "args": "with", "inputs": "with", "input": "with", "if": "when",
            "condition": "when", "retries": "retry", "timeout_seconds": "timeout",
        ],
        "`retry`": [
            "max_attempts": "attempts", "count": "attempts", "times": "attempts", "backoff": "delays",
            "max_delay": "cap", "multiplier": "factor", "codes": "on",
        ],
        "a subscription": [
            "filter": "when", "if": "when", "max_deliveries": "deliveries", "attempts": "deliveries",
            "time_to_live": "ttl", "parallelism": "concurrency",
        ],
        "a schedule": ["timezone": "time_zone", "tz": "time_zone", "schedule": "cron", "job_type": "job"],
    ]

    /// The key of a map that a word means.
    static func meaning(of word: String, in name: String) -> String? { words[name]?[word] }

    /// The same for a misspelt word of five letters or more.
    static func nearest(to word: String, in name: String) -> String? {
        guard word.count > 4, let words = words[name] else { return nil }
        return Spelling.nearest(to: word, among: words.keys).flatMap { words[$0] }
    }
}
