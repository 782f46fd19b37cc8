import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let reopening: [BrokerPromise] = [
        BrokerPromise("A store opened again shows what it showed before") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.finish(.full(lock), at: 1)
            try await bench.settle(lock, .complete(result: ["x": 1]), at: 2)
            let late = LateResult(
                jobID: "a", stepID: "one", attempt: 1, fence: 1, outcome: "completed", receivedAt: .at(3))
            try await bench.broker.recordLate([late])
            let before = try await bench.picture("a")
            let again = try await bench.reopened()
            #expect(try await again.picture("a") == before)
            #expect(try await again.broker.lateResults(of: "a") == [late])
            #expect(try await again.broker.definition("d1")?.text == "kind: pipeline")
            await again.broker.close()
        },
        BrokerPromise("Configuring after an opening takes back at once what a dead worker held") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.finish(.full(lock), at: 1)
            let again = try await bench.reopened()
            let job = try await again.job("a")
            #expect(job.status == .retrying && job.failure?.code == "worker_died")
            let event = try #require(try await again.events("a").last)
            #expect(event.type == "job.retrying" && event.data["cause"] == "worker_died")
            let resumed = try await again.lock(at: 60_000)
            #expect(resumed.steps.map(\.stepID) == ["one"] && resumed.number == 2)
            #expect(resumed.lock.fence > lock.fence)
            #expect(try await again.refusal { try await again.renew(lock, at: 60_000) } == .lockLost)
            await again.broker.close()
        },
        BrokerPromise("The third death dead-letters, also over several openings") { bench async throws in
            try await bench.submit("a")
            var bench = bench
            for death in 1...3 {
                _ = try await bench.lock(at: Int64(death) * 1_000_000)
                bench = try await bench.reopened()
            }
            #expect(try await bench.job("a").status == .failed)
            #expect(try await bench.events("a").last?.data["reason"] == "WorkerKilled")
            await bench.broker.close()
        },
        BrokerPromise("Idempotency keys and sequences go on after opening again") { bench async throws in
            try await bench.submit("a", key: "k")
            let last = try #require(try await bench.events("a").last?.sequence)
            let again = try await bench.reopened()
            #expect(try await again.submit("b", key: "k").isRepeat)
            try await again.submit("c")
            #expect(try #require(try await again.events("c").first?.sequence) > last)
            await again.broker.close()
        },
    ]
}

extension BrokerBench {
    /// The same store opened again, with the same topology.
    func reopened() async throws -> BrokerBench {
        let again = try await reopenedWithoutTopology()
        try await again.broker.configure(Self.topology, at: .at(0))
        return again
    }

    /// The same store opened again, as tools do that only look at it.
    func reopenedWithoutTopology() async throws -> BrokerBench {
        let reopen = try #require(reopen)
        return BrokerBench(broker: try await reopen(broker), reopen: reopen)
    }
}
