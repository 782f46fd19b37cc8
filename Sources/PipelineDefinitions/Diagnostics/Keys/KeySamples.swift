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
        "routing": ["topics": "topics:\n  jobs: { subscriptions: {} }"],
        "a subscription": ["pipeline": "video-analysis:\n  pipeline: video_analysis"],
        "a limit": ["key": "- key: message.creatorId\n  concurrency: 2"],
        "a file of schedules": ["schedules": "schedules:\n  nightly: { cron: \"0 3 * * *\", job: content.report }"],
        "a schedule": [
            "cron": "nightly:\n  cron: \"0 3 * * *\"", "job": "nightly:\n  job: content.report",
        ],
        "a settings file": ["kind": "kind: settings\nretention: { jobs: 30d }"],
    ]

    static func help(_ key: String, of name: String) -> String? {
        samples[name]?[key].map { "write for example\n  " + $0.replacing("\n", with: "\n  ") }
    }
}
