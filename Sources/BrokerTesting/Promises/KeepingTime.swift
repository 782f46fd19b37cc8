import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let keepingTime: [BrokerPromise] = [
        BrokerPromise("At the end of time nothing traps, and no moment comes round to the past") { bench async throws in
            let now = Timestamp(milliseconds: .max - 10)
            for type in ["song", "short", "single", "paced", "both"] {
                let job = JobSubmission(
                    id: type, jobType: type, creatorID: "alice", payload: .null,
                    notBefore: Timestamp(milliseconds: .max - 5))
                _ = try await bench.only(bench.broker.submit([job], at: now))
            }
            let later = Timestamp(milliseconds: .max - 4)
            for subscription in ["song", "short", "single", "paced", "left"] {
                let request = LockRequest(subscription: subscription, limit: 5, worker: "w1")
                let locked = try #require(try await bench.broker.lock(request, at: later).deliveries.first)
                #expect(locked.lockedUntil == Timestamp(milliseconds: .max))
                _ = try await bench.only(bench.broker.renew([locked.lock], at: later))
                let outcome = Settlement.Outcome.retry(.broken, cause: .failed, notBefore: nil)
                _ = try await bench.only(
                    bench.broker.settle([Settlement(lock: locked.lock, outcome: outcome)], at: later))
                let delivery = try await bench.delivery(locked.job.id, subscription)
                #expect(delivery.readyAt == Timestamp(milliseconds: .max) && delivery.state == .scheduled)
            }
            _ = try await bench.broker.sweep(liveWorkers: [], at: Timestamp(milliseconds: .max))
            _ = try await bench.broker.retire(Retention(), at: Timestamp(milliseconds: .max))
        },
        BrokerPromise("A delay without end never becomes due") { bench async throws in
            try await bench.configure(at: 0) { topology in
                topology.change("work") { $0.backoff = [.seconds(Int64.max / 1001)] }
                topology.change("short") { $0.timeToLive = .seconds(Int64.max / 1001) }
            }
            try await bench.fail(try await bench.start("a"), at: 0)
            #expect(try await bench.lockedIDs("work", at: 1_000_000_000_000_000).isEmpty)
            try await bench.submit("b", type: "short")
            #expect(try await bench.sweep(at: 1_000_000_000_000_000) == 0)
        },
        BrokerPromise("Every moment is stored as it was given, to the millisecond") { bench async throws in
            let lock = try await bench.start("a", at: 7)
            try await bench.finish(.full(lock, endedAt: 13), at: 17)
            try await bench.fail(lock, notBefore: 19_001, at: 19)
            let step = try #require(try await bench.broker.steps(of: "a").first)
            #expect(step.startedAt == .at(1) && step.endedAt == .at(13))
            let job = try await bench.job("a")
            #expect(job.createdAt == .at(7) && job.startedAt == .at(7) && job.readyAt == .at(19_001))
            #expect(try await bench.events("a").map(\.time) == [.at(7), .at(7), .at(17), .at(17), .at(19)])
        },
        BrokerPromise("A clock that goes back loses and starts nothing") { bench async throws in
            let lock = try await bench.start("a", at: 1_000_000)
            try await bench.submit("b", at: 1_000_000)
            #expect(try await bench.sweep(at: 0) == 0)
            #expect(try await bench.renew(lock, at: 0).lockedUntil == .at(60_000))
            #expect(try await bench.settle(lock, .complete(result: 1), at: 1) == .completed)
            #expect(try await bench.lockedIDs("work", at: 1) == ["b"])
        },
    ]
}
