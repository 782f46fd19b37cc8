import JSONModel

/// What other tools call the keys of this one.
enum KeySynonyms {
    private static let words: [String: [String: String]] = [
        "a pipeline": [
            "inputs": "input", "outputs": "output", "jobs": "steps", "tasks": "steps", "stages": "steps",
            "finally": "always", "ensure": "always", "on_error": "on_failure", "catch": "on_failure",
            "rescue": "on_failure",
        ],
        "a step": [
            "name": "id", "type": "uses", "plugin": "uses", "run": "uses", "action": "uses", "task": "uses",
            "params": "with", "parameters": "with", "args": "with", "inputs": "with", "input": "with", "if": "when",
            "condition": "when", "retries": "retry", "timeout_seconds": "timeout", "foreach": "for_each",
            "loop": "for_each", "with_items": "for_each",
            "max_parallel": "at_once",
        ],
        "`retry`": [
            "max_attempts": "attempts", "count": "attempts", "times": "attempts", "backoff": "delays",
            "max_delay": "cap", "multiplier": "factor", "codes": "on",
        ],
        "a group": ["steps": "parallel", "max_parallel": "at_once", "concurrency": "at_once"],
        "`batch`": ["max_size": "size", "max_wait": "wait", "key": "by"],
        "a subscription": [
            "filter": "when", "if": "when", "max_deliveries": "deliveries", "attempts": "deliveries",
            "time_to_live": "ttl", "parallelism": "concurrency", "webhook": "push",
        ],
        "a rule of `dispatch`": ["if": "when", "condition": "when", "mode": "run"],
        "`cache`": ["expires": "ttl", "max_age": "ttl", "time_to_live": "ttl"],
        "a schedule": ["timezone": "time_zone", "tz": "time_zone", "schedule": "cron", "job_type": "job"],
        "a file of models": ["aliases": "roles", "routes": "router", "rules": "router", "limits": "budgets"],
        "a provider": [
            "type": "kind", "url": "endpoint", "base_url": "endpoint", "api_key": "key_variable",
            "key": "key_variable", "version": "api_version",
        ],
        "a model": [
            "name": "deployment", "model": "deployment", "capabilities": "abilities", "costs": "prices",
            "pricing": "prices", "context_window": "context", "context_length": "context", "max_output": "output",
            "max_tokens": "output",
        ],
        "`prices`": ["prompt": "input", "completion": "output", "cached": "cached_input"],
        "a rule": ["if": "when", "condition": "when", "use": "model"],
        "`budgets`": ["user": "creator", "daily": "day", "per_day": "day", "per_job": "job"],
        "notifications": ["to": "recipients", "contacts": "recipients"],
        "a channel": [
            "if": "when", "filter": "when", "plugin": "uses", "type": "uses", "attempts": "deliveries",
            "parallelism": "concurrency",
        ],
        "`recipients`": ["query": "sql", "source": "from", "params": "parameters", "args": "parameters"],
        "a database": ["dsn": "url", "path": "url", "variable": "url_variable", "env": "url_variable"],
    ]

    /// The key of a map that a word means.
    static func meaning(of word: String, in name: String) -> String? { words[name]?[word] }

    /// The same for a misspelt word of five letters or more.
    static func nearest(to word: String, in name: String) -> String? {
        guard word.count > 4, let words = words[name] else { return nil }
        return Spelling.nearest(to: word, among: words.keys).flatMap { words[$0] }
    }
}
