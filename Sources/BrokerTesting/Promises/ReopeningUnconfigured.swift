import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let reopeningUnconfigured: [BrokerPromise] = [
        BrokerPromise("What becomes of a dead worker's job reaches the subscriptions of its events, each time once") {
            bench async throws in
            try await bench.submit("a", type: "watched")
            _ = try await bench.lockedIDs("diary", at: 0)
            var bench = bench
            for death in 1...3 {
                _ = try await bench.lock("watched", at: Int64(death) * 1_000_000)
                bench = try await bench.reopened()
            }
            let last = try #require(try await bench.events("a").last)
            #expect(last.type == "job.failed" && last.data["reason"] == "WorkerKilled")
            let types = try await bench.broker.jobs(JobQuery(limit: 1000)).filter { $0.parentID == "a" }.map(\.jobType)
            #expect(
                types.reversed() == [
                    "job.submitted", "job.started", "job.retrying", "job.resumed", "job.retrying", "job.resumed",
                    "job.failed",
                ])
            try await bench.expectLawful("after three deaths")
            await bench.broker.close()
        },
        BrokerPromise("Nothing that was locked can be renewed, written for or settled after an opening") {
            bench async throws in
            let lock = try await bench.start("a")
            let again = try await bench.reopenedWithoutTopology()
            for when in ["before", "after"] {
                if when == "after" { try await again.broker.configure(BrokerBench.topology, at: .at(0)) }
                let before = try await again.picture("a")
                #expect(try await again.refusal { try await again.renew(lock, at: 1) } == .lockLost, "\(when)")
                #expect(try await again.refusal { try await again.report(lock, 50, at: 1) } == .lockLost, "\(when)")
                #expect(try await again.refusal { try await again.finish(.full(lock), at: 1) } == .lockLost, "\(when)")
                for outcome in [Settlement.Outcome.complete(result: 1), .release, .cancel] {
                    #expect(try await again.refusal { try await again.settle(lock, outcome, at: 1) } == .lockLost)
                }
                #expect(try await again.picture("a") == before, "\(when)")
            }
            await again.broker.close()
        },
        BrokerPromise("A store that is only looked at stays as it is: nothing starts and nothing is announced") {
            bench async throws in
            _ = try await bench.start("a", type: "watched")
            try await bench.submit("b")
            try await bench.kill("c")
            let (counts, job) = (try await bench.broker.counts(), try await bench.job("a"))
            let events = try await bench.broker.events(after: 0, limit: 1000)
            var bench = bench
            for _ in 1...4 { bench = try await bench.reopenedWithoutTopology() }
            #expect(try await bench.refusal { _ = try await bench.lockedIDs("work", at: 1) } == .unknownSubscription)
            #expect(try await bench.broker.counts() == counts)
            #expect(try await bench.job("a") == job)
            #expect(try await bench.letters() == ["c"])
            #expect(try await bench.broker.events(after: 0, limit: 1000) == events)
            try await bench.expectLawful("before anything is configured")
            try await bench.broker.configure(BrokerBench.topology, at: .at(1))
            #expect(try await bench.delivery("a").counts.workerDied == 1)
            try await bench.expectLawful("after it")
            await bench.broker.close()
        },
        BrokerPromise("A job that was to stop when its worker died is cancelled, and that is announced") {
            bench async throws in
            _ = try await bench.start("a", type: "watched")
            #expect(try await bench.cancel("a", at: 1) == .processing)
            let again = try await bench.reopened()
            #expect(try await again.job("a").status == .cancelled)
            let heard = try await again.lockAll("diary", at: 1).deliveries.map { $0.attributes["type"] }
            #expect(heard == ["job.submitted", "job.started", "job.cancelled"])
            try await again.expectLawful("after opening again")
            await again.broker.close()
        },
        BrokerPromise("Configuring again takes nothing from workers that live") { bench async throws in
            let again = try await bench.reopened()
            let lock = try await again.start("a", at: 1)
            for moment in [1, 1000] as [Int64] { try await again.configure(at: moment) { _ in } }
            try await again.settle(lock, .complete(result: 1), at: 1001)
            try await again.expectLawful("after opening again")
            await again.broker.close()
        },
    ]
}
