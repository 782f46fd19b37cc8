import Broker
import Foundation
import JSONSchemaValidation
import PipelineDefinitions
import StepKit
import Testing

@Suite("A schedule")
struct ScheduleDefinitionTests {
    private func project(_ schedules: String) throws -> Project {
        let report = "kind: pipeline\nname: report\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"
        let routing = "kind: routing\ntopics: { jobs: { subscriptions: { all: { pipeline: report } } } }\n"
        let reading = try ProjectFolder.read([
            "report.yaml": report, "routing.yaml": routing,
            "schedules.yaml": "kind: schedules\nschedules:\n\(schedules)",
        ])
        guard let project = reading.project else { throw Unreadable(diagnostics: reading.diagnostics) }
        return project
    }

    @Test("has the documented defaults")
    func defaults() throws {
        let schedule = try #require(try project("  a: { cron: '0 3 * * *', job: x }\n").schedules.first)
        #expect(schedule == ScheduleDefinition(name: "a", cron: try CronExpression(parsing: "0 3 * * *"), jobType: "x"))
        #expect(schedule.timeZone.secondsFromGMT() == 0 && schedule.payload == [:] && schedule.creatorID == nil)
        #expect(schedule.attributes == [:] && schedule.jitter == .zero && schedule.isEnabled)
        #expect(schedule.overlap == .skip && schedule.catchUp == .last)
    }

    @Test("has what its file says")
    func values() throws {
        let schedule = try #require(
            try project(
                """
                  a:
                    cron: "30 0 3 * * *"
                    time_zone: Europe/Berlin
                    job: content.trends
                    payload: { days: 7, tags: [a, b] }
                    creator: creator-1
                    attributes: { size: 3, urgent: true }
                    jitter: 30s
                    overlap: allow
                    catch_up: all
                    enabled: false
                """
            ).schedules.first)
        #expect(schedule.cron.text == "30 0 3 * * *" && schedule.timeZone.identifier == "Europe/Berlin")
        #expect(schedule.payload == ["days": 7, "tags": ["a", "b"]] && schedule.jitter == .seconds(30))
        #expect(schedule.overlap == .allow && schedule.catchUp == .all && !schedule.isEnabled)
        let job = schedule.submission(id: "j", notBefore: Timestamp(milliseconds: 5))
        #expect(job.id == "j" && job.jobType == "content.trends" && job.creatorID == "creator-1")
        #expect(job.payload == schedule.payload && job.target == .topic("jobs") && job.notBefore?.milliseconds == 5)
        #expect(job.attributes == ["size": 3, "urgent": true])
    }

    @Test("is told to the broker while it is enabled")
    func topology() throws {
        let project = try project(
            "  a: { cron: '0  3 * * *', job: x, overlap: queue }\n  b: { cron: '@daily', job: x, enabled: false }\n")
        #expect(project.schedules.map(\.name) == ["a", "b"])
        #expect(project.topology.schedules.map(\.name) == ["a"])
        #expect(project.topology.schedules.first?.overlap == .queue)
    }

    @Test("is another one for the broker when its instants or its job change, and the same otherwise")
    func fingerprint() throws {
        func fingerprint(_ text: String) throws -> String {
            try #require(try project("  a: { \(text) }\n").topology.schedules.first).fingerprint
        }
        let first = try fingerprint("cron: '0 3 * * *', job: x")
        for same in [
            "cron: 0  3 * * *, job: x, time_zone: UTC", "cron: '0 3 * * *', job: x, payload: { a: 1 }, jitter: 1s",
        ] {
            #expect(try fingerprint(same) == first)
        }
        for other in [
            "cron: '0 4 * * *', job: x", "cron: '0 3 * * *', job: y",
            "cron: '0 3 * * *', job: x, time_zone: Asia/Tokyo",
        ] {
            #expect(try fingerprint(other) != first)
        }
    }

    @Test("names its latest instants, oldest first")
    func latest() throws {
        let schedule = ScheduleDefinition(name: "a", cron: try CronExpression(parsing: "0 3 * * *"), jobType: "x")
        let instants = try schedule.latest(2, after: moment("2026-01-01T00:00Z"), through: moment("2026-01-05T02:00Z"))
        #expect(try instants == [moment("2026-01-03T03:00Z"), moment("2026-01-04T03:00Z")])
        let all = try schedule.latest(9, after: moment("2026-01-01T03:00Z"), through: moment("2026-01-03T03:00Z"))
        #expect(try all == [moment("2026-01-02T03:00Z"), moment("2026-01-03T03:00Z")])
    }

    @Test("is not checked against routes that have mistakes themselves")
    func brokenRoutes() throws {
        let reading = try ProjectFolder.read([
            "routing.yaml": "kind: routing\ntopics: { jobs: { subscriptions: { all: { pipeline: none } } } }\n",
            "schedules.yaml": "kind: schedules\nschedules: { a: { cron: '0 3 * * *', job: x } }\n",
        ])
        #expect(reading.diagnostics.map(\.code) == ["E0601"])
    }

    @Test("has a schema that takes what the reader takes and refuses what it refuses")
    func schema() throws {
        let value = try #require(DefinitionSchemas.all(FakeSteps.registry)["schedules.schema.json"])
        let schema = try JSONSchema(value)
        func file(_ schedule: JSONValue) -> JSONValue { ["kind": "schedules", "schedules": ["nightly-a": schedule]] }
        for good: JSONValue in [
            ["cron": "0 3 * * *", "job": "x"],
            [
                "cron": "@daily", "job": "x", "time_zone": "UTC", "payload": ["a": 1], "creator": "c", "jitter": "30s",
                "attributes": ["a": nil, "b": 1], "overlap": "queue", "catch_up": "all", "enabled": false,
            ],
        ] {
            #expect(schema.validate(file(good)).isEmpty)
        }
        for bad: JSONValue in [
            ["cron": "0 3 * * *"], ["job": "x"], ["cron": "0 3 * * *", "job": "x", "overlap": "skipp"],
            ["cron": "0 3 * * *", "job": "x", "catchup": "all"], ["cron": 5, "job": "x"],
            ["cron": "0 3 * * *", "job": "x", "attributes": ["a": [1]]],
        ] {
            #expect(!schema.validate(file(bad)).isEmpty)
        }
    }
}
