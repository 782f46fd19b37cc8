import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let sweeping: [BrokerPromise] = [
        BrokerPromise("A sweep takes a lock back at the millisecond it ends, and not before") { bench async throws in
            _ = try await bench.start("a")
            #expect(try await bench.sweep(at: 59_999) == 0)
            #expect(try await bench.sweep(at: 60_000) == 1)
            let job = try await bench.job("a")
            #expect(job.status == .retrying && job.readyAt == .at(60_000) && job.failure?.code == "worker_died")
            let event = try #require(try await bench.events("a").last)
            #expect(event.type == "job.retrying" && event.data["cause"] == "worker_died")
            #expect(try await bench.lock(at: 60_000).number == 2)
        },
        BrokerPromise("A renewed lock is not swept") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.renew(lock, at: 59_999)
            #expect(try await bench.sweep(at: 60_000) == 0)
        },
        BrokerPromise("A sweep changes nothing a second time") { bench async throws in
            _ = try await bench.start("a")
            _ = try await bench.sweep(at: 60_000)
            let before = try await bench.picture("a")
            #expect(try await bench.sweep(at: 60_000) == 0)
            #expect(try await bench.picture("a") == before)
        },
        BrokerPromise("A worker that comes back after a sweep has lost its lock") { bench async throws in
            let lock = try await bench.start("a")
            _ = try await bench.sweep(at: 60_000)
            let before = try await bench.picture("a")
            for write in StaleWrite.all(lock) {
                #expect(try await bench.refusal { try await write.run(bench, 1) } == .lockLost, "\(write.name)")
            }
            #expect(try await bench.picture("a") == before)
        },
        BrokerPromise("A job that kills its third worker is dead-lettered") { bench async throws in
            try await bench.submit("a")
            for death in 1...3 {
                _ = try await bench.lock(at: Int64(death) * 60_000)
                #expect(try await bench.sweep(at: Int64(death + 1) * 60_000) == 1)
            }
            #expect(try await bench.job("a").status == .failed)
            #expect(try await bench.events("a").last?.data["reason"] == "WorkerKilled")
        },
        BrokerPromise("A lost worker after the time to live expires the delivery") { bench async throws in
            _ = try await bench.start("a", type: "short")
            #expect(try await bench.sweep(at: 60_000) == 1)
            #expect(try await bench.events("a").last?.data["reason"] == "TTLExpiredException")
        },
        BrokerPromise("A sweep takes all that is due, however much that is") { bench async throws in
            let jobs = (0..<1100).map { JobSubmission(id: "j\($0)", jobType: "short", payload: .null) }
            _ = await bench.broker.submit(jobs, at: .at(0))
            #expect(try await bench.lockAll("short", limit: 550, at: 0).deliveries.count == 550)
            #expect(try await bench.sweep(at: 60_000) == 1100)
            #expect(try await bench.broker.jobs(JobQuery(status: .timeout, limit: 2000)).count == 1100)
        },
    ]
}
