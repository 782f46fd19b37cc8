import Foundation
import JSONModel
import TestSupport
import Testing

@Suite("why, subscriptions, backup and the audit", .serialized)
struct StoreCommandTests {
    private static let slowRouting = """
        kind: routing
        topics: { jobs: { subscriptions: { nap: { match: { jobType: nap }, pipeline: nap, concurrency: 1 } } } }
        """

    @Test("why names what runs, what waits for a worker, what waits for its time and what has ended")
    func why() async throws {
        let mark = "mark-\(UUID().uuidString)"
        let files = ["nap.yaml": TestPipelines.nap(mark: mark), "routing.yaml": Self.slowRouting]
        let project = try TestProject(withShippedPipelines: false, files)
        let server = try await RunningServer(project)
        let running = try await server.api.submit("nap")
        try await eventually("it runs") { try await server.api.status(of: running) == "processing" }
        let waiting = try await server.api.submit("nap")
        let later = try await server.api.call("POST", "/v1/jobs", #"{"jobType":"nap","notBefore":"2h"}"#)
        let planned = try #require(later.body["id"]?.stringValue)
        for (id, code) in [(running, "running"), (waiting, "queued"), (planned, "scheduled")] {
            let reason = try await project.json("why", id, "--json")
            #expect(reason["code"] == .string(code))
            #expect(reason["blocker"]?["subscription"] == "nap")
            let text = try await project.run("why", id)
            #expect(text.output == "\(reason["text"]?.stringValue ?? "")\n")
        }
        #expect(try await server.api.call("DELETE", "/v1/jobs/\(planned)").body["status"] == "cancelled")
        #expect(try await project.json("why", planned, "--json")["code"] == "ended")
        let unknown = try await project.run("why", "nobody")
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("error: not_found"))
    }

    @Test("A job with notBefore as a moment or a duration waits for it; one whose moment has passed starts")
    func notBefore() async throws {
        let project = try TestProject(
            withShippedPipelines: false, ["hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing])
        let server = try await RunningServer(project)
        func post(_ moment: String) async throws -> JSONValue {
            let body = #"{"jobType":"say.hello","payload":{"name":"x"},"notBefore":"\#(moment)"}"#
            let answer = try await server.api.call("POST", "/v1/jobs", body)
            #expect(answer.status == 202, "\(answer.body.text())")
            return try await server.api.job(answer.body["id"]?.stringValue ?? "")
        }
        #expect(try await post("1d12h")["status"] == "pending")
        let date = Date(timeIntervalSinceNow: 86_400).formatted(.iso8601)
        let planned = try await post(date)
        #expect(planned["nextAttemptAt"]?.stringValue?.prefix(19) == date.prefix(19))
        let early = try await post("2020-02-29T23:59:59.5+01:00")
        let id = early["id"]?.stringValue ?? ""
        try await eventually("it completes") { try await server.api.status(of: id) == "completed" }
    }

    @Test("subscriptions counts every delivery once")
    func subscriptions() async throws {
        let bench = try await LetterBench()
        try await bench.die()
        let counts = try await bench.project.json("subscriptions", "--json")
        #expect(counts[0]?["subscription"] == "gate")
        #expect(counts[0]?["delivered"] == 1)
        #expect(counts[0]?["dead"] == 1)
        #expect(counts[0]?["difference"] == 0)
        let table = try await bench.project.run("subscriptions")
        #expect(table.output.hasPrefix("SUBSCRIPTION"))
    }

    @Test("doctor audits the store, through the server and without one")
    func audit() async throws {
        let bench = try await LetterBench()
        try await bench.die()
        for isRunning in [true, false] {
            if !isRunning { #expect(try await bench.server.stop().status == 0) }
            let findings = try await bench.project.json("doctor", "--json").arrayValue ?? []
            let audit = try #require(findings.first { $0["subject"] == "audit" })
            #expect(audit["verdict"] == "ok", "\(audit.text())")
            #expect(audit["text"]?.stringValue?.contains("conservation law holds for 1 deliveries") == true)
        }
    }

    struct Damage: CustomTestStringConvertible, Sendable {
        let sql: String
        let words: [String]
        var testDescription: String { sql }
    }

    @Test(
        "doctor ends with 1 and names what is broken in a store",
        arguments: [
            Damage(
                sql: "UPDATE tallies SET delivered = delivered + 1",
                words: ["conservation: ", "the conservation law", "done, waiting, dead, discarded or removed"]),
            Damage(sql: "UPDATE jobs SET status = 'failed'", words: ["status: "]),
        ])
    func brokenStore(_ damage: Damage) async throws {
        let project = try TestProject(withShippedPipelines: false, ["hello.yaml": TestPipelines.hello])
        #expect(try await project.run("run", "hello", "--input", "name=x", "--quiet").status == 0)
        let sound = try await project.run("doctor")
        #expect(sound.status == 0, "\(sound.output)")
        try project.breakStore(damage.sql)
        let broken = try await project.run("doctor", "--json")
        #expect(broken.status == 1)
        #expect(broken.errors.contains("checks failed"))
        let findings = try JSONValue(parsing: broken.output).arrayValue?.filter { $0["verdict"] == "fail" } ?? []
        #expect(findings.allSatisfy { $0["subject"] == "audit" }, "\(broken.output)")
        let text = try #require(findings.first?["text"]?.stringValue)
        for word in damage.words { #expect(text.contains(word), "\(text)") }
        #expect(try await project.run("doctor").output.contains("fail  audit: "))
    }

    @Test("Of many backups to one path at once each makes the file or says that it exists")
    func racingBackups() async throws {
        let bench = try await LetterBench()
        let body = JSONValue.object(["path": .string(bench.project.path + "/copy.db")]).text()
        let answers = try await withThrowingTaskGroup(of: APIClient.Answer.self) { group in
            for _ in 0..<8 { group.addTask { try await bench.api.call("POST", "/v1/store/backup", body) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.contains { $0.status == 201 })
        for answer in answers where answer.status != 201 {
            #expect((answer.status, answer.code) == (409, "file_exists"), "\(answer.body.text())")
        }
    }

    @Test("A backup under load opens as a store and holds every job that was acknowledged before it")
    func backup() async throws {
        let project = try TestProject(
            withShippedPipelines: false, ["hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing])
        let server = try await RunningServer(project)
        var acknowledged: Set<String> = []
        for _ in 0..<20 { acknowledged.insert(try await server.api.submit("say.hello", ["name": "x"])) }
        let path = project.path + "/copy.db"
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled { _ = try await server.api.submit("say.hello", ["name": "load"]) }
            }
            let ending = try await project.run("backup", "copy.db")
            #expect((ending.status, ending.output) == (0, path + "\n"), "\(ending.errors)")
            group.cancelAll()
        }
        let again = try await project.run("backup", "copy.db")
        #expect(again.status == 2)
        #expect(again.errors.contains("error: file_exists"))
        let refused = try await server.api.call(
            "POST", "/v1/store/backup", JSONValue.object(["path": .string(path)]).text())
        #expect((refused.status, refused.code) == (409, "file_exists"))
        let listed = try await project.start(
            ["jobs", "list", "--limit", "500", "--store", "sqlite:copy.db", "--json"]
        ).ending()
        let jobs = try JSONValue(parsing: listed.output).arrayValue ?? []
        #expect(acknowledged.isSubset(of: jobs.compactMap { $0["id"]?.stringValue }))
        #expect(try await server.stop().status == 0)
        #expect(try await project.run("backup", "second.db").status == 0)
    }

    @Test("schedules list names each schedule with its zone and its next three instants")
    func schedules() async throws {
        let schedules = """
            kind: schedules
            schedules:
              nightly: { cron: "30 3 * * *", time_zone: Europe/Berlin, job: say.hello, payload: { name: Ada } }
            """
        let files = ["hello.yaml": TestPipelines.hello, "routing.yaml": TestPipelines.routing, "s.yaml": schedules]
        let project = try TestProject(withShippedPipelines: false, files)
        let server = try await RunningServer(project)
        for isRunning in [true, false] {
            if !isRunning { #expect(try await server.stop().status == 0) }
            let list = try await project.json("schedules", "list", "--json")
            #expect(list[0]?["name"] == "nightly")
            #expect(list[0]?["timeZone"] == "Europe/Berlin")
            let instants = list[0]?["next"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(instants.count == 3)
            #expect(instants == instants.sorted())
            #expect(instants.allSatisfy { $0.hasSuffix(":30:00.000Z") })
            #expect(try await project.run("schedules", "list").output.contains("Europe/Berlin"))
        }
    }

    @Test("jobs list finds the jobs of a topic, of a tenant and of the job that published them")
    func jobFilters() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die(creator: "eve")
        let project = bench.project
        #expect(try await project.json("jobs", "list", "--topic", "jobs", "--json")[0]?["id"] == .string(id))
        #expect(try await project.json("jobs", "list", "--topic", "events", "--json") == [])
        #expect(try await project.json("jobs", "list", "--parent", id, "--json") == [])
        #expect(try await project.json("jobs", "list", "--creator", "eve", "--json").arrayValue?.count == 1)
        #expect(try await project.json("jobs", "list", "--creator", "bob", "--json") == [])
    }
}
