import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let retrying: [BrokerPromise] = [
        BrokerPromise("A failed attempt is tried again by the subscription's backoff, not a millisecond early") {
            bench in
            #expect(try await bench.fail(try await bench.start("a"), at: 5) == .retrying)
            let job = try await bench.job("a")
            #expect(job.readyAt == .at(10_005) && job.failure == .broken && job.attempt == 1)
            #expect(try await bench.lockAll(at: 10_004).deliveries.isEmpty)
            let second = try await bench.lock(at: 10_005)
            #expect(second.number == 2)
            try await bench.fail(second.lock, at: 10_006)
            #expect(try await bench.job("a").readyAt == .at(30_006))
        },
        BrokerPromise("A retry waits for the later of the backoff and the wished time") { bench async throws in
            try await bench.fail(try await bench.start("a"), notBefore: 15_000, at: 0)
            try await bench.fail(try await bench.start("b"), notBefore: 5_000, at: 0)
            #expect(try await bench.job("a").readyAt == .at(15_000))
            #expect(try await bench.job("b").readyAt == .at(10_000))
        },
        BrokerPromise("The failure that reaches the limit of deliveries dead-letters") { bench async throws in
            try await bench.submit("a")
            var statuses: [JobStatus] = []
            for round in 0..<3 {
                let now = Int64(round) * 30_000
                statuses.append(try await bench.fail(try await bench.lock(at: now).lock, at: now))
            }
            #expect(statuses == [.retrying, .retrying, .failed])
            let event = try #require(try await bench.events("a").last)
            #expect(event.type == "job.failed" && event.data["reason"] == "MaxDeliveryCountExceeded")
            #expect(try await bench.job("a").failure == .broken)
        },
        BrokerPromise("With one delivery allowed the first failure dead-letters") { bench async throws in
            #expect(try await bench.fail(try await bench.start("a", type: "once"), at: 0) == .failed)
        },
        BrokerPromise("A last attempt that ran out of time makes the job a timeout") { bench async throws in
            #expect(try await bench.fail(try await bench.start("a", type: "once"), .timedOut, at: 0) == .timeout)
            #expect(try await bench.eventTypes("a").last == "job.timeout")
        },
        BrokerPromise("A job that failed before may yet complete, and keeps the failure") { bench async throws in
            try await bench.fail(try await bench.start("a"), at: 0)
            try await bench.settle(try await bench.lock(at: 10_000).lock, .complete(result: 1), at: 10_001)
            let job = try await bench.job("a")
            #expect(job.status == .completed && job.failure == .broken && job.attempt == 2)
        },
        BrokerPromise("A retry says why, and when the next attempt may start") { bench async throws in
            try await bench.fail(try await bench.start("a"), .timedOut, at: 0)
            let event = try #require(try await bench.events("a").last)
            #expect(event.type == "job.retrying" && event.data["status"] == "retrying")
            #expect(event.data["cause"] == "timed_out" && event.data["attempt"] == 1)
            #expect(event.data["failure"] == FailureRecord.broken.summary)
            #expect(event.data["readyAt"]?.intValue == Timestamp.at(10_000).milliseconds)
        },
        BrokerPromise("Deaths of workers have a budget of their own: the third dead-letters") { bench async throws in
            try await bench.submit("a", type: "once")
            for death in 1...3 {
                let lock = try await bench.lock("once", at: Int64(death)).lock
                let status = try await bench.fail(lock, .workerDied, at: Int64(death))
                #expect(status == (death < 3 ? .retrying : .failed))
            }
            #expect(try await bench.events("a").last?.data["reason"] == "WorkerKilled")
        },
        BrokerPromise("Deaths of workers do not count as failures") { bench async throws in
            try await bench.submit("a")
            for (round, cause) in [AttemptCause.workerDied, .failed, .workerDied, .failed, .failed].enumerated() {
                let now = Int64(round) * 30_000
                let status = try await bench.fail(try await bench.lock(at: now).lock, cause, at: now)
                #expect(status == (round < 4 ? .retrying : .failed))
            }
            #expect(try await bench.events("a").last?.data["reason"] == "MaxDeliveryCountExceeded")
        },
    ]
}
