/// How a required key looks where it belongs.
enum KeySamples {
    private static let samples: [String: [String: String]] = [
        "a pipeline": [
            "name": "kind: pipeline\nname: video_analysis",
            "steps": "steps:\n  - { id: note, uses: log.write, with: { message: hello } }",
        ],
        "a step": [
            "id": "- id: video\n  uses: http.download", "uses": "- id: video\n  uses: http.download",
        ],
        "`cache`": ["key": "cache: { key: v1, ttl: 1d }", "ttl": "cache: { key: v1, ttl: 1d }"],
        "`batch`": ["size": "batch: { size: 20, wait: 2s }"],
        "routing": ["topics": "topics:\n  jobs: { subscriptions: {} }"],
        "a subscription": ["pipeline": "video-analysis:\n  pipeline: video_analysis"],
        "a limit": ["key": "- key: message.creatorId\n  concurrency: 2"],
        "a file of schedules": ["schedules": "schedules:\n  nightly: { cron: \"0 3 * * *\", job: content.report }"],
        "a schedule": [
            "cron": "nightly:\n  cron: \"0 3 * * *\"", "job": "nightly:\n  job: content.report",
        ],
        "a rule of `dispatch`": ["run": "- { when: message.jobType == \"greet\", run: inline }"],
        "a file of models": [
            "providers": "providers:\n  own: { kind: openai, endpoint_variable: MODEL_ENDPOINT }",
            "models": "models:\n  small: { provider: own, abilities: [chat] }",
        ],
        "a provider": ["kind": "own: { kind: openai, endpoint_variable: MODEL_ENDPOINT }"],
        "a model": ["provider": "small: { provider: own, abilities: [chat] }"],
        "a rule": ["model": "- { when: request.tokens < 1000, model: small }"],
        "notifications": ["channels": "channels:\n  email: { uses: notify.email }"],
        "a channel": ["uses": "email: { uses: notify.email }"],
        "a settings file": ["kind": "kind: settings\nretention: { jobs: 30d }"],
    ]

    static func help(_ key: String, of name: String) -> String? {
        samples[name]?[key].map { "write for example\n  " + $0.replacing("\n", with: "\n  ") }
    }
}
