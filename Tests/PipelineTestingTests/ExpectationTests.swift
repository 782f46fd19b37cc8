import JSONModel
import PipelineDefinitions
import PipelineTesting
import Testing

/// Every expectation once kept and once broken: one that cannot fail is worthless.
@Suite("Expectations")
struct ExpectationTests {
    static let kept = [
        "status: completed", "deliveries: 1", "result: { text: hello }", "result: { size: 5.0 }",
        "result_is: { text: hello, size: 5, by: ada }", "result: { text: { $matches: ^hel+o$ } }",
        "result: { text: { $present: true }, other: { $present: false } }",
        "steps: { page: { status: completed, attempts: 1 }, shout: { status: skipped, attempts: 0 } }",
        "steps: { page: { with: { url: a }, output: { size: 5 }, error: null } }",
        "events: [{ type: job.started }, { type: step.skipped, data: { step: shout } }, { type: job.completed }]",
        "published: [{ type: digest, payload: { size: 5 }, topic: jobs, delay: 1h }]",
        "records: { pages: { job-1: hello } }", "records: { pages: { other: { $present: false } } }",
        "dead_letter: null", "error: null", "took: 0s", "took: { at_most: 1s }",
        "that: result.size == 5", "that: ['steps.page.attempts == 1', 'size(published) == 1']",
        "that: [\"events.exists(e, e.type == 'job.completed')\"]",
        "that: job.status == 'completed' && job.deliveries == 1",
    ]

    @Test("hold where they are kept", arguments: kept)
    func hold(expectation: String) async throws {
        #expect(try await TestBench.failures(page + "expect: { \(expectation) }") == [])
    }

    static let broken = [
        ("status: failed", "status"), ("deliveries: 2", "deliveries"), ("result: { text: bye }", "result.text"),
        ("result: { size: 6 }", "result.size"), ("result: { other: 1 }", "result.other"),
        ("result: [hello]", "result"), ("result_is: { text: hello, size: 5 }", "result.by"),
        ("result: { text: { $matches: ^bye$ } }", "result.text"),
        ("result: { size: { $matches: '5' } }", "result.size"),
        ("result: { other: { $present: true } }", "result.other"),
        ("result: { text: { $present: false } }", "result.text"),
        ("steps: { page: { status: failed } }", "steps.page.status"),
        ("steps: { page: { attempts: 2 } }", "steps.page.attempts"),
        ("steps: { page: { with: { url: b } } }", "steps.page.with.url"),
        ("steps: { page: { output: { size: 6 } } }", "steps.page.output.size"),
        ("steps: { page: { error: { code: timeout } } }", "steps.page.error"),
        ("steps: { shout: { status: completed } }", "steps.shout.status"),
        ("events: [{ type: report.loud }]", "events[0]"),
        ("events: [{ type: job.completed }, { type: job.started }]", "events[1]"),
        ("events: [{ type: step.skipped, data: { step: page } }]", "events[0].data.step"),
        ("published: []", "published"), ("published: [{ type: other }]", "published[0].type"),
        ("published: [{ delay: 2h }]", "published[0].delay"),
        ("records: { pages: { job-1: bye } }", "records.pages.job-1"),
        ("records: { pages: { other: hello } }", "records.pages.other"),
        ("records: { pages: { job-1: { $present: false } } }", "records.pages.job-1"),
        ("dead_letter: { reason: PermanentFailure }", "dead_letter"), ("error: { code: timeout }", "error"),
        ("took: 1s", "took"), ("took: { at_least: 1s, at_most: 2s }", "took"),
        ("that: result.size == 6", "that: it is false"),
        ("that: steps.page.output.size > 5", "that: it is false"), ("refused: { code: invalid_payload }", "refused"),
    ]

    @Test("fail where they are broken, each alone and by its name", arguments: broken)
    func fail(expectation: String, name: String) async throws {
        #expect(try await TestBench.failures(page + "expect: { \(expectation) }") == [name])
    }

    static let failing = [
        ("status: failed", "status: completed"),
        ("error: { code: gone, step: page, message: the mock fails with gone }", "error: { code: timeout }"),
        ("dead_letter: { reason: PermanentFailure, step: page, code: gone }", "dead_letter: { reason: Other }"),
        (
            "steps: { page: { status: failed, error: { code: gone } }, keep: { status: not_run, attempts: 0 } }",
            "steps: { keep: { status: completed } }"
        ),
        ("result: null", "result: { text: hello }"), ("published: []", "published: [{ type: digest }]"),
        ("that: job.error.code == 'gone' && result == null", "that: job.error == null"),
    ]

    @Test("see how a job failed", arguments: failing)
    func failed(kept: String, broken: String) async throws {
        let test = "input: { url: a }\nmocks: { page: { fails: { code: gone, retryable: false } } }\n"
        #expect(try await TestBench.failures(test + "expect: { \(kept) }") == [])
        #expect(try await TestBench.failures(test + "expect: { \(broken) }") != [])
    }

    @Test("see a refusal, and where")
    func refusal() async throws {
        let refused = "input: { url: 1 }\nexpect: { refused: "
        #expect(try await TestBench.failures(refused + "{ code: invalid_payload, at: /url } }") == [])
        #expect(try await TestBench.failures(refused + "{ code: unroutable } }") == ["refused.code"])
        #expect(try await TestBench.failures(refused + "{ at: /other } }") == ["refused.at"])
        #expect(try await TestBench.failures(refused + "{ message: { $matches: 'text|string' } } }") == [])
    }

    @Test("A failure has the place of the expectation, what was wanted and what came")
    func place() async throws {
        let result = try await TestBench.result(page + "expect:\n  result:\n    text: bye")
        let failure = try #require(result.failures.first)
        #expect((failure.range.start.line, failure.range.start.column) == (10, 15))
        #expect(failure.wanted == "\"bye\"")
        #expect(failure.came == "hello")
        let assertion = try await TestBench.result(page + "expect: { that: result.size > 9 }")
        #expect(assertion.failures.first?.values == ["result.size": 5])
    }

    @Test("An assertion that cannot be evaluated fails with the reason")
    func unevaluable() async throws {
        let failures = try await TestBench.failures(page + "expect: { that: result.other == 1 }")
        #expect(failures.count == 1)
        #expect(failures.first?.hasPrefix("that: ") == true)
        #expect(failures.first?.contains("other") == true)
    }
}
