import PipelineDefinitions
import Testing

@Suite("Checks of the whole project")
struct ProjectChecksTests {
    private let report = "kind: pipeline\nname: report\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"
    private let other = "kind: pipeline\nname: other\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"

    private func codes(_ files: [String: String]) throws -> [String] {
        try ProjectFolder.read(files).diagnostics.map(\.code)
    }

    private func routing(_ subscriptions: String) -> String {
        "kind: routing\ntopics: { jobs: { subscriptions: \(subscriptions) } }\n"
    }

    @Test("say nothing of pipelines that nobody starts where there is no routing")
    func noRouting() throws {
        #expect(try codes(["a.yaml": report, "b.yaml": other]) == [])
        #expect(try codes(["a.yaml": report, "r.yaml": routing("{}")]) == [])
        #expect(
            try codes(["a.yaml": report, "b.yaml": other, "r.yaml": routing("{ a: { pipeline: report } }")]) == [
                "W0502"
            ])
    }

    @Test("tell a misspelt pipeline once, not as one that nobody starts")
    func misspelt() throws {
        #expect(try codes(["a.yaml": report, "r.yaml": routing("{ a: { pipeline: reprot } }")]) == ["E0601"])
    }

    @Test("say nothing of what is missing while a file cannot be read")
    func unreadable() throws {
        let publish = report.replacing(
            "log.write, with: { message: a }", with: "message.publish, with: { job_type: x }")
        let files = [
            "a.yaml": publish, "b.yaml": other, "r.yaml": routing("{ a: { match: { jobType: a }, pipeline: report } }"),
        ]
        #expect(try Set(codes(files)) == ["W0502", "W0604"])
        #expect(try codes(files.merging(["z.yaml": "kind: [\n"]) { $1 }) == ["E0104"])
        let odd = routing("{ b: { match: 3, pipeline: other } }")
        #expect(try codes(files.merging(["z.yaml": odd]) { $1 }) == ["E0204"])
    }

    @Test("take a pipeline with mistakes for one that is there")
    func brokenPipeline() throws {
        let broken = other.replacing("message: a", with: "mesage: a")
        let schedules = "kind: schedules\nschedules: { s: { cron: \"0 3 * * *\", job: b, payload: { any: 1 } } }\n"
        let found = try codes([
            "a.yaml": broken, "r.yaml": routing("{ b: { match: { jobType: b }, pipeline: other } }"),
            "s.yaml": schedules,
        ])
        #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("E03") })
    }

    @Test("see the same project whether it comes as files or as texts")
    func texts() throws {
        let files = ["a.yaml": report, "r.yaml": routing("{ a: { pipeline: report }, b: { pipeline: report } }")]
        let folder = try ProjectFolder.read(files).diagnostics
        let texts = Project.read(
            .texts(Dictionary(uniqueKeysWithValues: files.map { ("pipelines/\($0)", $1) })),
            registry: FakeSteps.registry)
        #expect(folder == texts.diagnostics && folder.map(\.code) == ["W0603"])
    }

    @Test(
        "take a schedule's pace for meant where it is written out",
        arguments: [
            ("* * * * *", true), ("*/1 * * * *", false), ("* 3 * * *", true), ("* */2 * * *", false),
            ("*/5 3 * * *", false),
            ("0 * * * *", false), ("* * * * * *", true), ("0 * * * * *", true), ("*/1 * * * * *", false),
            ("@hourly", false),
        ])
    func pace(cron: String, isTold: Bool) throws {
        let schedules = "kind: schedules\nschedules: { s: { cron: \"\(cron)\", job: a } }\n"
        let found = try codes(["a.yaml": report, "r.yaml": routing("{ a: { pipeline: report } }"), "s.yaml": schedules])
        #expect(found == (isTold ? ["W0209"] : []))
    }
}
