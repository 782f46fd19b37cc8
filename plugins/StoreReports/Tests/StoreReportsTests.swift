import StepKit
import StepKitTesting
import StoreReportSteps
import Testing

@Suite("What a store tells of itself")
struct StoreReportsTests {
    private static let counts: JSONValue = [
        [
            "subscription": "video", "scheduled": 1, "ready": 2, "waiting": 3, "locked": 4, "completed": 5,
            "cancelled": 6, "dead": 7, "discarded": 8,
        ],
        [
            "subscription": "chat", "scheduled": 10, "ready": 20, "waiting": 30, "locked": 40, "completed": 50,
            "cancelled": 60, "dead": 70, "discarded": 80,
        ],
    ]

    private static let groups: JSONValue = [
        [
            "fingerprint": "f1", "subscription": "video", "reason": "MaxDeliveryCountExceeded", "code": "rate_limit",
            "step": "analysis", "count": 11, "message": "too many", "jobId": "j9",
            "firstDiedAt": "2026-11-21T10:00:00.000Z", "lastDiedAt": "2026-11-21T11:00:00.000Z",
            "samples": [
                [
                    "jobId": "j9", "jobType": "video.analysis", "creatorId": nil, "message": "too many",
                    "diedAt": "2026-11-21T11:00:00.000Z",
                ]
            ],
        ],
        [
            "fingerprint": "f2", "subscription": "chat", "reason": "TTLExpiredException", "code": "ttl", "step": nil,
            "count": 2, "message": "too late", "jobId": "j1", "firstDiedAt": "2026-11-21T10:00:00.000Z",
            "lastDiedAt": "2026-11-21T10:00:00.000Z", "samples": [],
        ],
    ]

    private static let figures: JSONValue = [
        ["jobType": "video.analysis", "status": "completed", "count": 6, "seconds": 30, "longest": 9.5],
        ["jobType": "video.analysis", "status": "failed", "count": 1, "seconds": 4, "longest": 4],
        ["jobType": "chat.suggest", "status": "timeout", "count": 1, "seconds": 0, "longest": 0],
        ["jobType": "chat.suggest", "status": "cancelled", "count": 2, "seconds": 1, "longest": 1],
    ]

    private static let costs: JSONValue = [
        ["model": "v3", "calls": 3, "spent": 0.5, "reserved": 0.25, "saved": 1, "hits": 4, "unknown": 1],
        ["model": "phi", "calls": 1, "spent": 0.25, "reserved": 0, "saved": 0, "hits": 0, "unknown": 0],
    ]

    private static func answer(_ question: StoreQuestion) -> JSONValue {
        switch question {
        case .counts: counts
        case .deadLetterGroups: groups
        case .jobFigures: figures
        case .costs: costs
        }
    }

    private func run<S: Step>(
        _ step: S.Type, _ input: JSONValue = [:],
        answers: @escaping @Sendable (StoreQuestion) -> JSONValue = answer
    ) async throws -> StepOutcome {
        try await StepHarness(answers: answers).run(step, with: input)
    }

    @Test(arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws {
        try await promise.check(StoreCountsStep.self)
        try await promise.check(StoreDeadLettersStep.self)
        try await promise.check(StoreJobsStep.self)
        try await promise.check(StoreCostsStep.self)
    }

    @Test("counts are added up over all subscriptions")
    func counts() async throws {
        let output = try await run(StoreCountsStep.self).output
        #expect(output["dead"] == 77)
        #expect(output["ready"] == 22)
        #expect(output["waiting"] == 33)
        #expect(output["scheduled"] == 11)
        #expect(output["locked"] == 44)
        #expect(output["subscriptions"] == Self.counts)
    }

    @Test("dead letters come in groups with their total")
    func deadLetters() async throws {
        let output = try await run(StoreDeadLettersStep.self).output
        #expect(output["total"] == 13)
        #expect(output["groups"]?.arrayValue?.map { $0["count"] } == [11, 2])
        let first = output["groups"]?.arrayValue?.first
        #expect(first?["reason"] == "MaxDeliveryCountExceeded")
        #expect(
            first?["samples"] == [
                [
                    "job_id": "j9", "job_type": "video.analysis", "message": "too many",
                    "died_at": "2026-11-21T11:00:00.000Z",
                ]
            ])
        #expect(output["groups"]?.arrayValue?.last?["step"] == "")
    }

    @Test("dead letters of one subscription leave out the others")
    func oneSubscription() async throws {
        let output = try await run(StoreDeadLettersStep.self, ["subscription": "chat"]).output
        #expect(output["total"] == 2)
        #expect(output["groups"]?.arrayValue?.count == 1)
    }

    @Test("as many samples are asked for as were wanted", arguments: [(nil, 3), (0, 0), (20, 20)] as [(Int?, Int)])
    func samples(wanted: Int?, asked: Int) async throws {
        let input: JSONValue = wanted.map { ["samples": .int(Int64($0))] } ?? [:]
        let outcome = try await run(StoreDeadLettersStep.self, input) { question in
            question == .deadLetterGroups(samples: asked) ? [] : nil
        }
        #expect(try outcome.output == ["total": 0, "groups": []])
    }

    @Test("jobs that were cancelled are neither completed nor unsuccessful")
    func jobs() async throws {
        let output = try await run(StoreJobsStep.self).output
        #expect(output["total"] == 10)
        #expect(output["completed"] == 6)
        #expect(output["unsuccessful"] == 2)
        #expect(output["failure_rate"]?.doubleValue == 0.2)
        #expect(output["longest"]?.doubleValue == 9.5)
        #expect(output["types"]?.arrayValue?.first?["mean"]?.doubleValue == 5)
    }

    @Test("of no jobs none is unsuccessful")
    func noJobs() async throws {
        let output = try await run(StoreJobsStep.self) { _ in [] }.output
        #expect(output["failure_rate"]?.doubleValue == 0)
        #expect(output["total"] == 0)
    }

    @Test("how far to look back is what the step says, or an hour", arguments: [(nil, 3600), ("15m", 900)])
    func within(text: String?, seconds: Int) async throws {
        let input: JSONValue = text.map { ["within": .string($0)] } ?? [:]
        let outcome = try await run(StoreJobsStep.self, input) { question in
            question == .jobFigures(within: .seconds(seconds)) ? [] : nil
        }
        #expect(outcome.failure == nil)
    }

    @Test("costs are added up over all models")
    func costs() async throws {
        let output = try await run(StoreCostsStep.self).output
        #expect(output["spent"]?.doubleValue == 0.75)
        #expect(output["reserved"]?.doubleValue == 0.25)
        #expect(output["calls"] == 4)
        #expect(output["hits"] == 4)
        #expect(output["unknown"] == 1)
        #expect(output["models"]?.arrayValue?.count == 2)
    }

    @Test("sums too large for a number stay at the most")
    func overflow() async throws {
        let line: JSONValue = [
            "model": "a", "calls": .int(.max), "spent": 0, "reserved": 0, "saved": 0, "hits": 0, "unknown": 0,
        ]
        #expect(try await run(StoreCostsStep.self) { _ in [line, line] }.output["calls"] == .int(.max))
    }

    @Test("an answer of another form fails the step", arguments: [nil, 3, [3], [[:]]] as [JSONValue])
    func malformed(answer: JSONValue) async throws {
        for outcome in [
            try await run(StoreCountsStep.self) { _ in answer },
            try await run(StoreDeadLettersStep.self) { _ in answer },
            try await run(StoreJobsStep.self) { _ in answer }, try await run(StoreCostsStep.self) { _ in answer },
        ] { #expect(outcome.failure?.code == .unexpected) }
    }

    @Test("a step that is to stop asks nothing")
    func aborted() async throws {
        let harness = try StepHarness(answers: { _ in [] })
        harness.abort(.cancelled)
        #expect(await harness.run(StoreCountsStep.self, with: [:]).result == .aborted(.cancelled))
    }
}
