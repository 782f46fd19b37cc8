import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let chaining: [BrokerPromise] = [
        BrokerPromise("A job a step publishes is stored with the step, and names its parent") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.publish(["b"], lock)
            let child = try await bench.job("b")
            #expect(child.parentID == "a" && child.status == .pending && child.topic == "jobs")
            #expect(try await bench.eventTypes("b") == ["job.submitted"])
            #expect(try await bench.job("a").parentID == nil)
            #expect(try await bench.lock(at: 1).job == bench.job("b"))
        },
        BrokerPromise("A step may publish to any topic") { bench async throws in
            let lock = try await bench.start("a")
            let message = JobSubmission(id: "b", jobType: "any", payload: .null, target: .topic("elsewhere"))
            try await bench.publish([message], lock)
            #expect(try await bench.job("b").topic == "elsewhere")
            #expect(try await bench.lock("everything", at: 1).job.id == "b")
        },
        BrokerPromise("A message nobody takes fails the checkpoint, and nothing of it stays") { bench async throws in
            let lock = try await bench.start("a")
            let before = try await bench.picture("a")
            for bad in [
                JobSubmission(id: "c", jobType: "nobody", payload: .null),
                JobSubmission(id: "c", jobType: "work", payload: .null, target: .topic("nowhere")),
            ] {
                let code = try await bench.refusal { try await bench.publish([.work("b"), bad], lock, full: true) }
                #expect(code == .unroutable)
            }
            #expect(try await bench.picture("a") == before)
            #expect(try await bench.broker.job("b") == nil)
            #expect(try await bench.lockedIDs("work", at: 2).isEmpty)
        },
        BrokerPromise("A message whose id exists fails the checkpoint, and nothing of it stays") { bench async throws in
            let lock = try await bench.start("a")
            let before = try await bench.picture("a")
            let code = try await bench.refusal { try await bench.publish([.work("b"), .work("a")], lock, full: true) }
            #expect(code == .duplicateID)
            #expect(try await bench.picture("a") == before)
            #expect(try await bench.broker.job("b") == nil)
        },
        BrokerPromise("A checkpoint that fails leaves the others of its batch alone") { bench async throws in
            let (one, two) = (try await bench.start("a"), try await bench.start("b"))
            var bad = Checkpoint.full(one)
            bad.messages = [JobSubmission(id: "c", jobType: "nobody", payload: .null)]
            var good = Checkpoint.full(two)
            good.messages = [.work("d")]
            let results = await bench.broker.checkpoint([bad, good], at: .at(1))
            #expect(results.map { $0.failure?.code } == [.unroutable, nil])
            #expect(try await bench.broker.steps(of: "a").isEmpty)
            #expect(try await bench.job("d").parentID == "b")
        },
        BrokerPromise("A stale lock publishes nothing") { bench async throws in
            let lock = try await bench.start("a")
            #expect(try await bench.refusal { try await bench.publish(["b"], lock, at: 60_000) } == .lockLost)
            #expect(try await bench.broker.job("b") == nil)
        },
        BrokerPromise("A job that has come too many hops is a dead letter at once") { bench async throws in
            try await bench.submit("last", hops: Topic.hopLimit)
            #expect(try await bench.submit("beyond", hops: Topic.hopLimit + 1).subscriptions == ["work"])
            #expect(try await bench.lockedIDs("work", at: 0) == ["last"])
            #expect(try await bench.job("beyond").status == .failed)
            #expect(try await bench.eventTypes("beyond") == ["job.submitted", "job.failed"])
            let letter = try await bench.letter("beyond")
            #expect(letter.reason == "MaxTransferHopCountExceeded" && letter.failure.code == "too_many_hops")
        },
        BrokerPromise("Jobs that publish one another for ever come to an end") { bench async throws in
            try await bench.submit("j0")
            for hop in 0...Topic.hopLimit {
                let lock = try await bench.lock(job: "j\(hop)", at: 1).lock
                // What a step says about hops and parents does not count.
                var message = JobSubmission.work("j\(hop + 1)")
                message.hops = -100
                message.parentID = "liar"
                try await bench.publish([message], lock)
                try await bench.settle(lock, .complete(result: 1), at: 1)
                #expect(try await bench.job("j\(hop + 1)").parentID == "j\(hop)")
            }
            #expect(try await bench.job("j\(Topic.hopLimit + 1)").status == .failed)
            #expect(try await bench.letters() == ["j\(Topic.hopLimit + 1)"])
        },
        BrokerPromise("A job that has come too many hops may be redriven") { bench async throws in
            try await bench.submit("a", hops: Topic.hopLimit + 1)
            let letter = try await bench.letter("a")
            #expect(try await bench.redrive(Redrive(lock: letter.lock), at: 1) == .pending)
            #expect(try await bench.lockedIDs("work", at: 1) == ["a"])
        },
    ]
}

extension BrokerBench {
    fileprivate func publish(_ ids: [String], _ lock: Lock, at time: Int64 = 1) async throws {
        try await publish(ids.map { JobSubmission.work($0) }, lock, at: time)
    }

    /// Finishes a step that publishes these jobs.
    /// - Parameter full: with all else that a step may leave behind.
    fileprivate func publish(
        _ messages: [JobSubmission], _ lock: Lock, full: Bool = false, at time: Int64 = 1
    ) async throws {
        var checkpoint = Checkpoint.full(lock)
        if !full { checkpoint = Checkpoint(lock: lock, step: checkpoint.step) }
        checkpoint.messages = messages
        try await finish(checkpoint, at: time)
    }
}

extension JobSubmission {
    static func work(_ id: String) -> JobSubmission { JobSubmission(id: id, jobType: "work", payload: .null) }
}
