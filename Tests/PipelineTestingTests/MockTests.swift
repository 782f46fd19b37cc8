import PipelineTesting
import Testing

@Suite("Mocks")
struct MockTests {
    @Test("Turns are played in order, over all deliveries; the last one repeats")
    func turns() async throws {
        let test = """
            input: { url: a }
            mocks:
              page:
                - { fails: { code: busy, retryable: true }, times: 1 }
                - { output: { text: second, size: 6 } }
            expect: { status: completed, deliveries: 2, result: { text: second }, steps: { page: { attempts: 2 } } }
            """
        #expect(try await TestBench.failures(test) == [])
    }

    @Test("A failure that asks for a later try gets it")
    func after() async throws {
        let test = """
            input: { url: a }
            mocks: { page: [{ fails: { code: rate_limit, after: 20s } }, { output: { text: a, size: 1 } }] }
            expect: { status: completed, took: 20s, deliveries: 1 }
            """
        #expect(try await TestBench.failures(test) == [])
    }

    @Test("A mock that is used up fails the test and says so, and nothing else")
    func usedUp() async throws {
        let test = """
            input: { url: a }
            mocks: { page: { fails: rate_limit, times: 2 } }
            expect: { status: completed }
            """
        #expect(try await TestBench.failures(test) == ["`page` was tried 3 times; its mock is for 2"])
    }

    @Test("A step that reaches outside needs a mock")
    func missing() async throws {
        let failures = try await TestBench.failures("input: { url: a }\nexpect: { status: completed }")
        #expect(
            failures == ["`page` has no mock, and `web.fetch` reaches outside: mock it, or pass --allow-real"])
    }

    @Test("With --allow-real it runs, and the clock waits for it")
    func real() async throws {
        let result = try await TestBench.result(
            "input: { url: a }\nexpect: { result: { text: real a }, took: 0s }", allowsReal: true)
        #expect(result.failures == [])
    }

    @Test("A step whose `when` is false needs none")
    func skipped() async throws {
        let pipeline = """
            kind: pipeline
            name: report
            steps:
              - { id: page, uses: web.fetch, when: "false", with: { url: a } }
              - { id: end, uses: events.emit, with: { type: a.b } }
            """
        let test = "expect: { status: completed, steps: { page: { status: skipped } } }"
        #expect(try await TestBench.failures(test, pipeline: pipeline) == [])
    }

    @Test("Files that mocks only name count as there when a job is delivered again")
    func artifacts() async throws {
        let pipeline = """
            kind: pipeline
            name: report
            steps:
              - { id: make, uses: web.make }
              - { id: cut, uses: web.cut, with: { video: "${{ steps.make.output.file }}" } }
            """
        let test = """
            mocks:
              make: { output: { file: { path: /nowhere/a.mp4, sha256: abc, media_type: video/mp4, size: 9 } }, times: 1 }
              cut: [{ fails: unexpected }, {output: {}}]
            expect: { status: completed, deliveries: 2, steps: { make: { attempts: 1 }, cut: { attempts: 2 } } }
            """
        #expect(try await TestBench.failures(test, pipeline: pipeline) == [])
    }

    @Test("env, secrets and the job are the test's own; a test's word wins over its file's")
    func standIns() async throws {
        let pipeline = """
            kind: pipeline
            name: report
            steps:
              - { id: page, uses: web.fetch, with: { url: "${{ env.name }}", key: "${{ secrets.host }}" } }
            output: { by: "${{ job.creatorId }}", type: "${{ job.type }}", id: "${{ job.id }}" }
            """
        let report = try await TestBench.run(
            tests: """
                - name: of the file
                  expect: { result_is: { by: bob, type: report, id: job-1 }, steps: { page: { with: { key: h } } } }
                - name: of its own
                  env: { name: eve }
                  secrets: { host: s }
                  job: { creatorId: carol, id: seven }
                  mocks: { page: { output: { text: other, size: 1 } } }
                  expect:
                    result_is: { by: carol, type: report, id: seven }
                    steps: { page: { with: { url: eve, key: s }, output: { text: other } } }
                """,
            head: """
                env: { name: ada }
                secrets: { host: h }
                job: { creatorId: bob }
                mocks: { page: { output: { text: a, size: 1 } } }

                """, pipeline: pipeline)
        #expect(report.results.flatMap(\.failures) == [])
        #expect(report.passed == 2)
    }

    @Test("The subscription is the one that takes the job's type, or the one that is named")
    func routes() async throws {
        let routing = """
            kind: routing
            topics:
              jobs:
                subscriptions:
                  slow: { match: { jobType: report.slow }, pipeline: report, backoff: [1h] }
                  fast: { match: { jobType: report.fast }, pipeline: report, backoff: [1m] }
                  digests: { match: { jobType: digest }, pipeline: digest }
            """
        let mocks = "input: { url: a }\nmocks: { page: [{ fails: unexpected }, { output: { text: a, size: 1 } }] }\n"
        let tests = [
            ("", "1h"), ("job: { type: report.fast }\n", "1m"), ("job: { subscription: fast }\n", "1m"),
        ]
        for (job, took) in tests {
            #expect(try await TestBench.failures(mocks + job + "expect: { took: \(took) }", routing: routing) == [])
        }
    }
}
