import PipelineGraph
import Testing

@Suite("The graph of a project")
struct ProjectGraphTests {
    private static let work = "kind: pipeline\nname: work\nsteps: [{ id: a, uses: log.write, with: { message: x } }]\n"

    private func graph(_ texts: String...) throws -> Graph {
        Graph(project: try Sketch.project(texts + [Self.work]))
    }

    @Test("leads from topics over subscriptions to pipelines")
    func ways() throws {
        let graph = try graph(
            "kind: routing\ntopics: { jobs: { subscriptions: { all: { match: { jobType: work }, pipeline: work } } }, events: {} }\n"
        )
        #expect(graph.nodes.map(\.id) == ["topic:events", "topic:jobs", "subscription:all", "pipeline:work"])
        #expect(
            graph.edges.map { "\($0.from) \($0.to)" } == [
                "topic:jobs subscription:all", "subscription:all pipeline:work",
            ])
    }

    @Test("shows filters and limits in words")
    func words() throws {
        let graph = try graph(
            """
            kind: routing
            topics:
              jobs:
                duplicate_window: 10m
                subscriptions:
                  all: { pipeline: work }
                  some:
                    match: { priority: 3, jobType: work }
                    when: has(message.size)
                    pipeline: work
                    concurrency: 8
                    prefetch: 20
                    ttl: 1d
                    deliveries: 1
                    limits: [{ key: message.creatorId, concurrency: 2, rate: 10/s }]

            """)
        let details = Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0.title, $0.details) })
        #expect(details["jobs"] == ["duplicates dropped within 10m"])
        #expect(details["all"] == ["every message", "1 at once, 10 deliveries", "lock 1m, timeout 10m"])
        #expect(
            details["some"] == [
                "jobType = work", "priority = 3", "has(message.size)", "8 at once, 20 ahead, 1 delivery",
                "lock 1m, timeout 10m, ttl 1d", "per message.creatorId: 2 at once, 10/s",
            ])
        #expect(details["work"] == ["1 step"])
    }

    @Test("shows schedules, and what pipelines publish where it is said in plain words")
    func publications() throws {
        let graph = try graph(
            """
            kind: pipeline
            name: chain
            steps:
              - { id: a, uses: message.publish, with: { job_type: mail.send, topic: mails } }
              - { id: b, uses: message.publish, with: { job_type: "${{ input.type }}", topic: mails } }
              - { id: c, uses: events.emit, with: { type: chain.done } }
              - { id: d, uses: message.publish, with: { job_type: work, topic: "${{ input.topic }}" } }

            """,
            """
            kind: routing
            topics:
              jobs: { subscriptions: { all: { pipeline: work } } }
              mails: { subscriptions: { mail: { pipeline: chain } } }

            """,
            """
            kind: schedules
            schedules:
              nightly: { cron: "0 3 * * *", time_zone: Europe/Berlin, job: work, enabled: false }

            """)
        let edges = graph.edges.map { "\($0.from) \($0.to) \($0.label ?? "")" }
        #expect(
            edges == [
                "schedule:nightly topic:jobs work", "topic:jobs subscription:all ",
                "subscription:all pipeline:work ", "topic:mails subscription:mail ",
                "subscription:mail pipeline:chain ", "pipeline:chain topic:mails mail.send, …",
                "pipeline:chain topic:events chain.done", "pipeline:chain topic:decided by the job work",
            ])
        #expect(graph.nodes.first?.details == ["0 3 * * * Europe/Berlin", "off"])
        #expect(graph.nodes.first?.isConditional == true)
    }

    @Test("shows which pipelines use which, and what they publish when they fail")
    func children() throws {
        let graph = Graph(
            project: try Sketch.project([
                "kind: pipeline\nname: a\nsteps: [{ id: s, uses: pipeline/b }, { id: t, uses: pipeline/b }]\n",
                """
                kind: pipeline
                name: b
                steps: [{ id: s, uses: log.write, with: { message: x } }]
                on_failure: [{ id: t, uses: events.emit, with: { type: b.failed } }]
                """,
            ]))
        #expect(
            graph.edges.map { "\($0.from) \($0.to) \($0.label ?? "")" }
                == ["pipeline:a pipeline:b uses", "pipeline:b topic:events b.failed"])
    }
}
