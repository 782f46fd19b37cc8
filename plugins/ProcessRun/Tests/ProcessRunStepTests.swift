import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import ProcessRunStep

@Suite("process.run")
struct ProcessRunStepTests {
    private func run(
        _ script: String, _ more: [String: JSONValue] = [:], in harness: StepHarness? = nil
    ) async throws -> StepOutcome {
        let input: [String: JSONValue] = ["command": "sh", "arguments": ["-c", .string(script)]]
        return await (try harness ?? StepHarness()).run(
            ProcessRunStep.self, with: .object(input.merging(more) { $1 }))
    }

    @Test("keeps every promise of a step", arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws {
        try await promise.check(ProcessRunStep.self)
    }

    @Test("gives the input on standard input and returns the output line")
    func inputAndOutput() async throws {
        let script = "import json,sys; print(json.dumps({'output': json.load(sys.stdin)['n'] * 2}))"
        let outcome = try await StepHarness().run(
            ProcessRunStep.self,
            with: ["command": "python3", "arguments": ["-c", .string(script)], "input": ["n": 21]])
        #expect(try outcome.output == ["exit_code": 0, "output": 42, "text": ""])
    }

    @Test("reports progress as it comes and keeps other lines as text")
    func progressAndText() async throws {
        let outcome = try await run(
            """
            echo one; echo '{"progress": 0.25, "note": "a quarter"}'; echo '{"log": "seen"}'
            echo '{"output": 1}'; echo '{"output": 2}'; printf 'two'
            """)
        #expect(try outcome.output == ["exit_code": 0, "output": 2, "text": "one\ntwo"])
        #expect(outcome.progress.map(\.fraction) == [0.25])
        #expect(outcome.progress.first?.note == "a quarter")
    }

    @Test("arguments are not read by a shell")
    func noShell() async throws {
        let outcome = try await StepHarness().run(
            ProcessRunStep.self, with: ["command": "printf", "arguments": ["%s", "$HOME; `id` *"]])
        #expect(try outcome.output["text"] == "$HOME; `id` *")
    }

    @Test("the program sees the variables it is given, and works in the step's folder")
    func environmentAndFolder() async throws {
        let harness = try StepHarness()
        let outcome = try await run("echo $MODE $HOME; pwd", ["environment": ["MODE": "fast"]], in: harness)
        #expect(try outcome.output["text"] == .string("fast\n\(harness.workspace)"))
    }

    @Test("exit codes: success codes succeed, retry codes are retryable, others permanent", arguments: [0, 1, 3, 75])
    func exitCodes(code: Int) async throws {
        let outcome = try await run("echo why >&2; exit \(code)", ["success_codes": [0, 3]])
        guard [1, 75].contains(code) else {
            #expect(try outcome.output["exit_code"]?.intValue == Int64(code))
            return
        }
        #expect(outcome.failure?.code == ProcessFailure.failed)
        #expect(outcome.failure?.isRetryable == (code == 75))
        #expect(outcome.failure?.details == ["exit_code": .int(Int64(code)), "stderr": "why\n"])
    }

    @Test("a signal is a failure that names it")
    func signal() async throws {
        let failure = try await run("kill -SEGV $$").failure
        #expect(failure?.code == ProcessFailure.failed)
        #expect(failure?.details["signal"] == 11)
    }

    @Test("no such program, a relative path and a NUL are refused")
    func notFound() async throws {
        for (command, code) in [
            ("no-such-program-here", ProcessFailure.notFound), ("/etc/passwd", ProcessFailure.notFound),
            ("./x", .invalidPayload), ("a\0b", .invalidPayload), ("", .invalidPayload),
        ] {
            let outcome = try await StepHarness().run(ProcessRunStep.self, with: ["command": .string(command)])
            #expect(outcome.failure?.code == code, "\(command)")
        }
    }

    @Test("output beyond the limit ends the program, in lines or without any", arguments: ["yes", "cat /dev/zero"])
    func outputLimit(script: String) async throws {
        let failure = try await run(script, ["output_limit": "10KB"]).failure
        #expect(failure?.code == ProcessFailure.outputTooLarge)
        #expect(failure?.message == "`sh` wrote more than 10KB")
    }

    @Test("a limit that ends the program is named")
    func limits() async throws {
        let failure = try await run("exec head -c 100000 /dev/zero > big", ["limits": ["file_size": "10KB"]]).failure
        #expect(failure?.code == ProcessFailure.failed)
        #expect(failure?.details["limit"] == "file_size")
    }

    @Test("aborted, a program that ignores SIGTERM and its grandchildren are gone when the step ends")
    func abort() async throws {
        let harness = try StepHarness()
        harness.abort(.timedOut, whenProgressReaches: 0.5)
        let outcome = try await run(
            """
            trap '' TERM; sleep 300 & (setsid sleep 300 &) ; echo '{"progress": 0.5}'; while :; do sleep 1; done
            """, in: harness)
        #expect(outcome.result == .aborted(.timedOut))
        let group = try #require(outcome.processGroups.first)
        #expect(ProcessGroup.isEmpty(group))
    }

    @Test("what a program leaves behind after its end is gone too")
    func leftBehind() async throws {
        let outcome = try await run("(sleep 300 >/dev/null 2>&1 &) ; echo done")
        #expect(try outcome.output["text"] == "done")
        let group = try #require(outcome.processGroups.first)
        #expect(ProcessGroup.isEmpty(group))
    }
}
