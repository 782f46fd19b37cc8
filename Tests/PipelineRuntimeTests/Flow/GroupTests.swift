import Broker
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Steps of a group run at the same time")
struct GroupTests {
    private static func group(atOnce: String = "", _ more: String = "") -> String {
        """
        steps:
          - { id: before, uses: test.act, with: { act: none, value: 1 }, progress: 10 }
          - parallel:
              - { id: a, uses: test.act, with: { act: meet }, timeout: 5m }
              - { id: b, uses: test.act, with: { act: meet }, timeout: 5m }
              - { id: c, uses: test.act, with: { act: meet }, timeout: 5m }
            \(atOnce)
          - { id: after, uses: test.act, with: { act: none, value: "${{ [steps.a.output.value, steps.c.output.value] }}" } }
        \(more)
        """
    }

    /// Notes who began, and lets each go through its own gate.
    private struct Meeting {
        let began = Journal<String>()
        let gates = ["a": Gate(), "b": Gate(), "c": Gate()]

        var acts: [String: Act] {
            [
                "meet": { [began, gates] _, context in
                    began.note(context.stepID)
                    await gates[context.stepID]?.wait()
                    return .string(context.stepID)
                }
            ]
        }

        func openAll() {
            for gate in gates.values { gate.open() }
        }
    }

    @Test("All begin before any ends, and later steps see all of them")
    func together() async throws {
        let meeting = Meeting()
        let harness = try await RuntimeHarness(["main": Self.group()], acts: meeting.acts)
        try await harness.whileRunning {
            defer { meeting.openAll() }
            let id = try await harness.submit()
            try await eventually("all run") { meeting.began.entries.count == 3 }
            meeting.openAll()
            let job = try await harness.job(id, becomes: .completed)
            #expect(job.result == ["value": ["a", "c"]])
        }
    }

    @Test("No more than `at_once` run at the same time, in the order they are written")
    func limit() async throws {
        let meeting = Meeting()
        let harness = try await RuntimeHarness(["main": Self.group(atOnce: "at_once: 2")], acts: meeting.acts)
        try await harness.whileRunning {
            defer { meeting.openAll() }
            let id = try await harness.submit()
            try await eventually("two run") { meeting.began.entries.count == 2 }
            #expect(Set(meeting.began.entries) == ["a", "b"])
            meeting.gates["a"]?.open()
            try await eventually("the third follows") { meeting.began.entries.last == "c" }
            meeting.openAll()
            try await harness.job(id, becomes: .completed)
        }
    }

    @Test("Members do not see each other")
    func apart() async throws {
        let harness = try await RuntimeHarness([
            "main": """
            steps:
              - parallel:
                  - { id: a, uses: test.act, with: { act: none, value: 1 } }
                  - { id: b, uses: test.act, with: { act: none, value: "${{ has(steps.a) }}" } }
                at_once: 1
            """
        ])
        try await harness.whileRunning {
            let job = try await harness.submit(until: .completed)
            #expect(job.result == ["value": false])
        }
    }

    @Test("The job's progress grows with each member, whoever is first, and never goes back")
    func progress() async throws {
        let meeting = Meeting()
        let harness = try await RuntimeHarness(["main": Self.group()], acts: meeting.acts)
        try await harness.whileRunning {
            defer { meeting.openAll() }
            let id = try await harness.submit()
            for (number, name) in ["c", "a", "b"].enumerated() {
                meeting.gates[name]?.open()
                try await eventually("\(name) has ended") {
                    try await harness.broker.steps(of: id).count >= number + 2
                }
            }
            try await harness.job(id, becomes: .completed)
            let reached = harness.broker.checkpoints.entries.compactMap(\.progress)
            #expect(reached == [10, 33, 56, 80, 100])
        }
    }

    @Test("The first that fails stops the others, and the job fails by it")
    func failure() async throws {
        let asked = Journal<String>()
        let (two, gate) = (Gate(), Gate())
        let harness = try await RuntimeHarness(
            [
                "main": """
                steps:
                  - parallel:
                      - { id: a, uses: test.act, with: { act: hang }, timeout: 5m }
                      - { id: b, uses: test.act, with: { act: fail } }
                      - { id: c, uses: test.act, with: { act: never } }
                    at_once: 2
                """
            ],
            acts: [
                "hang": { _, context in
                    two.open()
                    context.abort.onAbort { _ in asked.note(context.stepID) }
                    await gate.wait()
                    return 1
                },
                "fail": { _, _ in
                    await two.wait()
                    throw StepFailure(.notFound, "gone")
                },
                "never": { _, context in
                    asked.note("began \(context.stepID)")
                    return .null
                },
            ])
        try await harness.whileRunning {
            defer { gate.open() }
            let id = try await harness.submit()
            try await eventually("the other is asked") { asked.entries == ["a"] }
            // It gets its grace: as long as it takes, the attempt is not over.
            try await harness.clock.sleeper(at: .seconds(5))
            #expect(try await harness.job(id).status == .processing)
            gate.open()
            let job = try await harness.job(id, becomes: .failed)
            #expect(job.failure?.code == "not_found" && job.failure?.step == "b")
            // A success within the grace period is one, and need not be repeated.
            let steps = try await harness.broker.steps(of: id)
            #expect(Set(steps.map(\.stepID)) == ["a", "b"])
            #expect(asked.entries == ["a"])
        }
    }

    @Test("A cancellation reaches every member")
    func cancelled() async throws {
        let began = Journal<String>()
        let harness = try await RuntimeHarness(
            ["main": Self.group()],
            acts: [
                "meet": { _, context in
                    began.note(context.stepID)
                    try await context.waitForAbort()
                    return .null
                }
            ])
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await eventually("all run") { began.entries.count == 3 }
            _ = await harness.broker.cancel([id], at: harness.time.now)
            let job = try await harness.job(id, becomes: .cancelled)
            #expect(job.endedAt == RuntimeHarness.start)
        }
    }

    @Test("After a failed attempt only the members run again that did not finish")
    func resumed() async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(
            ["main": Self.group()],
            acts: [
                "meet": { _, context in
                    ran.note(context.stepID)
                    let isFirst = ran.entries.count(where: { $0 == "b" }) == 1
                    guard context.stepID == "b", isFirst else { return .string(context.stepID) }
                    try await eventually("the others have ended") {
                        try await harnessSteps(context.job.id).count == 3
                    }
                    throw StepFailure(.networkError, "no line")
                }
            ])
        try await HarnessSteps.$read.withValue({ try await harness.broker.steps(of: $0).map(\.stepID) }) {
            try await harness.whileRunning {
                let id = try await harness.submit(until: .retrying).id
                try await harness.clock.pass(.seconds(15))
                try await harness.job(id, becomes: .completed)
                #expect(ran.entries.sorted() == ["a", "b", "b", "c"])
            }
        }
    }
}

/// What an act may read of its own job's steps.
enum HarnessSteps {
    @TaskLocal static var read: @Sendable (String) async throws -> [String] = { _ in [] }
}

func harnessSteps(_ jobID: String) async throws -> [String] { try await HarnessSteps.read(jobID) }
