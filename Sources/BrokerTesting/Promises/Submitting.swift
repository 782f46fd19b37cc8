import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let submitting: [BrokerPromise] = [
        BrokerPromise("A submitted job is pending and has all it was submitted with") { bench async throws in
            let receipt = try await bench.submit("a", payload: ["deep": [1, -0.5, "ü\u{0}", nil]], at: 7)
            #expect(receipt == SubmissionReceipt(jobID: "a", isRepeat: false, subscriptions: ["work"]))
            let expected = JobRecord(
                id: "a", jobType: "work", creatorID: "alice", payload: ["deep": [1, -0.5, "ü\u{0}", nil]],
                definition: "d1", subscription: "work", createdAt: .at(7), readyAt: .at(7))
            #expect(try await bench.job("a") == expected)
        },
        BrokerPromise("A job needs no creator, and no word of it may be too long or empty") { bench async throws in
            let long = String(repeating: "x", count: 100_000)
            try await bench.submit("a", creator: nil, payload: .string(long))
            try await bench.submit("", payload: "")
            #expect(try await bench.job("a").creatorID == nil)
            #expect(try await bench.job("a").payload == .string(long))
            #expect(try await bench.job("").payload == "")
        },
        BrokerPromise("Jobs are found by topic and by parent, together with all else") { bench async throws in
            let lock = try await bench.start("parent")
            var checkpoint = Checkpoint.full(lock)
            checkpoint.messages = [
                .work("child"), JobSubmission(id: "far", jobType: "any", payload: 1, target: .topic("elsewhere")),
            ]
            try await bench.finish(checkpoint, at: 1)
            try await bench.submit("direct", to: .subscription("everything"))
            try await bench.submit("stranger", type: "any", to: .topic("elsewhere"))
            func found(_ query: JobQuery) async throws -> [String] { try await bench.broker.jobs(query).map(\.id) }
            #expect(try await found(JobQuery(topic: "jobs")) == ["child", "parent"])
            #expect(try await found(JobQuery(topic: "elsewhere")) == ["stranger", "direct", "far"])
            #expect(try await found(JobQuery(topic: "elsewhere", before: "direct")) == ["far"])
            #expect(try await found(JobQuery(topic: "elsewhere", limit: 1)) == ["stranger"])
            #expect(try await found(JobQuery(parentID: "parent")) == ["far", "child"])
            #expect(try await found(JobQuery(jobType: "work", topic: "jobs", parentID: "parent")) == ["child"])
            #expect(try await found(JobQuery(topic: "elsewhere", parentID: "far")).isEmpty)
            #expect(try await found(JobQuery(topic: "")).isEmpty)
        },
        BrokerPromise("An id is taken once") { bench async throws in
            try await bench.submit("a")
            let before = try await bench.picture("a")
            #expect(try await bench.refusal { try await bench.submit("a", payload: 2) } == .duplicateID)
            #expect(try await bench.picture("a") == before)
        },
        BrokerPromise("A job nobody takes is refused and not stored") { bench async throws in
            #expect(try await bench.refusal { try await bench.submit("a", type: "nobody") } == .unroutable)
            #expect(try await bench.refusal { try await bench.submit("a", to: .topic("nowhere")) } == .unroutable)
            #expect(try await bench.broker.job("a") == nil)
        },
        BrokerPromise("Each item of a batch succeeds or fails by itself") { bench async throws in
            let jobs = ["a", "a", "b"].map { JobSubmission(id: $0, jobType: "work", payload: .null) }
            let nobody = JobSubmission(id: "c", jobType: "nobody", payload: .null)
            let results = await bench.broker.submit([jobs[0], nobody, jobs[1], jobs[2]], at: .at(0))
            #expect(results.map { $0.failure?.code } == [nil, .unroutable, .duplicateID, nil])
            #expect(try await bench.lockAll(at: 0).deliveries.map(\.job.id) == ["a", "b"])
        },
        BrokerPromise("An empty batch does nothing") { bench async throws in
            #expect(await bench.broker.submit([], at: .at(0)).isEmpty)
            #expect(await bench.broker.settle([], at: .at(0)).isEmpty)
        },
        BrokerPromise("A repeated idempotency key with the same body answers the first job") { bench async throws in
            try await bench.submit("a", payload: ["x": 1, "y": 2], key: "k")
            let receipt = try await bench.submit("b", payload: ["y": 2, "x": 1], key: "k", at: 999)
            #expect(receipt == SubmissionReceipt(jobID: "a", isRepeat: true, subscriptions: ["work"]))
            #expect(try await bench.broker.job("b") == nil)
            #expect(try await bench.lockAll(at: 999).deliveries.count == 1)
        },
        BrokerPromise("A repeated idempotency key answers the first job even after that has ended") {
            bench async throws in
            try await bench.submit("a", key: "k")
            try await bench.settle(try await bench.lock(at: 0).lock, .complete(result: 1), at: 1)
            #expect(try await bench.submit("a", key: "k").isRepeat)
        },
        BrokerPromise("An idempotency key used for another type or payload is a conflict") { bench async throws in
            try await bench.submit("a", key: "k")
            let other: JSONValue = ["n": 2]
            #expect(
                try await bench.refusal { try await bench.submit("b", payload: other, key: "k") }
                    == .idempotencyConflict)
            #expect(
                try await bench.refusal { try await bench.submit("b", type: "once", key: "k") } == .idempotencyConflict)
            #expect(try await bench.broker.job("b") == nil)
        },
        BrokerPromise("The idempotency keys of two creators never meet") { bench async throws in
            try await bench.submit("a", creator: "alice", key: "k")
            #expect(try await bench.submit("b", creator: "bob", key: "k").isRepeat == false)
            #expect(try await bench.submit("c", creator: nil, key: "k").isRepeat == false)
        },
        BrokerPromise("A refused job does not use up its idempotency key") { bench async throws in
            #expect(try await bench.refusal { try await bench.submit("a", type: "nobody", key: "k") } == .unroutable)
            #expect(try await bench.submit("a", key: "k").isRepeat == false)
        },
    ]
}

extension Result {
    /// The error, if this is one.
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
