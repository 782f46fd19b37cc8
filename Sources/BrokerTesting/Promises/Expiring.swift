import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let expiring: [BrokerPromise] = [
        BrokerPromise("A delivery may start until the millisecond before its time to live ends") { bench async throws in
            try await bench.submit("a", type: "short")
            #expect(try await bench.sweep(at: 4_999) == 0)
            #expect(try await bench.lock("short", at: 4_999).job.id == "a")
        },
        BrokerPromise("A lock call never hands out what has expired, and dead-letters it") { bench async throws in
            try await bench.submit("a", type: "short")
            try await bench.submit("b", type: "short", at: 1)
            #expect(try await bench.lockAll("short", at: 5_000).deliveries.map(\.job.id) == ["b"])
            let job = try await bench.job("a")
            #expect(job.status == .timeout && job.endedAt == .at(5_000) && job.failure?.code == "expired")
            let event = try #require(try await bench.events("a").last)
            #expect(event.type == "job.timeout" && event.data["reason"] == "TTLExpiredException")
        },
        BrokerPromise("A sweep dead-letters what has expired, and says how much") { bench async throws in
            for id in ["a", "b"] { try await bench.submit(id, type: "short") }
            try await bench.submit("c")
            #expect(try await bench.sweep(at: 5_000) == 2)
            #expect(try await bench.sweep(at: 5_000) == 0)
            #expect(try await bench.job("b").status == .timeout)
            #expect(try await bench.job("c").status == .pending)
        },
        BrokerPromise("Time to live never acts while a lock is held") { bench async throws in
            let lock = try await bench.start("a", type: "short")
            #expect(try await bench.sweep(at: 50_000) == 0)
            #expect(try await bench.lockAll("short", at: 50_000).deliveries.isEmpty)
            #expect(try await bench.settle(lock, .complete(result: 1), at: 50_000) == .completed)
        },
        BrokerPromise("An attempt that ends without success after the time to live expires at once") {
            bench async throws in
            let retried = try await bench.start("a", type: "short")
            let released = try await bench.start("b", type: "short")
            #expect(try await bench.fail(retried, at: 5_000) == .timeout)
            #expect(try await bench.settle(released, .release, at: 5_000) == .timeout)
            for id in ["a", "b"] {
                #expect(try await bench.events(id).last?.data["reason"] == "TTLExpiredException")
            }
        },
        BrokerPromise("A waiting retry expires when its time to live ends, not when it would be ready") {
            bench async throws in
            try await bench.fail(try await bench.start("a", type: "short"), notBefore: 9_000, at: 0)
            #expect(try await bench.sweep(at: 5_000) == 1)
            #expect(try await bench.job("a").status == .timeout)
        },
    ]
}
