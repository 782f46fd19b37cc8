import Broker
import JSONModel

extension BrokerBench {
    static let topology = Topology(
        topics: [
            Topic(name: "orders", duplicateWindow: .milliseconds(600_000)),
            Topic(name: "returns", duplicateWindow: .seconds(20)),
        ],
        subscriptions: plain + limited + reacting,
        definitions: [
            Definition(hash: "d1", name: "one", text: "kind: pipeline"),
            Definition(hash: "d2", name: "two", text: "kind: pipeline # 2"),
        ],
        schedules: [
            Schedule(name: "allowing", fingerprint: "* * *", overlap: .allow),
            Schedule(name: "queueing", fingerprint: "* * *", overlap: .queue),
            Schedule(name: "skipping", fingerprint: "* * *", overlap: .skip),
        ])

    private static let plain = [
        Subscription(
            name: "work", topic: "jobs", match: ["jobType": "work"], definition: "d1", lock: .seconds(60),
            deliveries: 3, backoff: [.seconds(10), .seconds(20)]),
        Subscription(
            name: "short", topic: "jobs", match: ["jobType": "short"], definition: "d1", lock: .seconds(60),
            timeToLive: .seconds(5), deliveries: 3, backoff: [.seconds(1)]),
        Subscription(
            name: "once", topic: "jobs", match: ["jobType": "once"], definition: "d1", deliveries: 1, backoff: []),
        Subscription(
            name: "picky", topic: "jobs", match: ["jobType": "picky"],
            condition: { ($0["size"]?.intValue ?? 0) > 10 }, definition: "d1"),
        Subscription(name: "left", topic: "jobs", match: ["jobType": "both"], definition: "d1"),
        Subscription(name: "right", topic: "jobs", match: ["jobType": "both"], definition: "d2"),
        Subscription(name: "everything", topic: "elsewhere", match: [:], definition: "d2"),
        Subscription(name: "orders", topic: "orders", match: [:], definition: "d1"),
        Subscription(name: "returns", topic: "returns", match: [:], definition: "d1"),
    ]

    /// `pair` holds one creator to two attempts, `single` to one, `paced` to two starts at once and one each 500 ms
    /// after that; `grid` holds each creator to two and each site to one.
    private static let limited = [
        Subscription(
            name: "pair", topic: "jobs", match: ["jobType": "pair"], definition: "d1", deliveries: 2,
            backoff: [.seconds(10)], limits: [.creator(2)]),
        Subscription(
            name: "single", topic: "jobs", match: ["jobType": "single"], definition: "d1", timeToLive: .seconds(300),
            deliveries: 2, backoff: [.seconds(10)], limits: [.creator(1)]),
        Subscription(
            name: "paced", topic: "jobs", match: ["jobType": "paced"], definition: "d1", backoff: [.seconds(10)],
            limits: [
                KeyLimit(text: "creatorId", rate: KeyLimit.Rate(count: 2, period: .seconds(1))) {
                    $0["creatorId"]?.stringValue
                }
            ]),
        Subscription(
            name: "grid", topic: "jobs", match: ["jobType": "grid"], definition: "d1",
            limits: [
                .creator(2), KeyLimit(text: "site", concurrency: 1) { $0["site"]?.stringValue },
            ]),
    ]

    /// `bell` and `chime` hear of songs that are completed, `diary` of all but progress of what is watched, `echo` of
    /// what steps emit under that name.
    private static let reacting = [
        Subscription(
            name: "bell", topic: Topic.events, match: ["jobType": "song", "type": "job.completed"], definition: "d1"),
        Subscription(
            name: "chime", topic: Topic.events, match: ["status": "completed", "jobType": "song"], definition: "d2"),
        Subscription(
            name: "diary", topic: Topic.events, match: ["jobType": "watched"],
            condition: { $0["type"] != "job.progress" }, definition: "d1"),
        Subscription(name: "echo", topic: Topic.events, match: ["type": "echo"], definition: "d1"),
        Subscription(name: "song", topic: "jobs", match: ["jobType": "song"], definition: "d1"),
        Subscription(name: "watched", topic: "jobs", match: ["jobType": "watched"], definition: "d1"),
    ]
}

extension KeyLimit {
    static func creator(_ most: Int) -> KeyLimit {
        KeyLimit(text: "creatorId", concurrency: most) { $0["creatorId"]?.stringValue }
    }
}
