import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let caching: [BrokerPromise] = [
        BrokerPromise("An output is kept until its end, and not a millisecond longer") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.finish(lock, write: .answer("k", until: 1000), at: 10)
            let entry = try #require(try await bench.broker.cached("k", at: .at(999)))
            #expect(entry.output == ["answer": [1, nil]] && entry.money.description == "0.10" && entry.hits == 0)
            #expect(entry.storedAt == .at(10) && entry.expiresAt == .at(1000))
            #expect(try await bench.broker.cached("k", at: .at(1000)) == nil)
            #expect(try await bench.broker.cached("other", at: .at(10)) == nil)
        },
        BrokerPromise("A hit is counted with what it saves, and costs nothing") { bench async throws in
            let first = try await bench.start("a")
            let reservation = try await bench.reserve(first, "0.50", name: "large")
            let bill = SpendSettlement(reservation: reservation, outcome: .billed(try bench.money("0.10")))
            try await bench.finish(first, settling: [bill], write: .answer("k"))
            for id in ["b", "c"] { try await bench.finish(try await bench.start(id), hit: "k", at: 1) }
            #expect(try await bench.broker.cached("k", at: .at(1))?.hits == 2)
            let line = try #require(try await bench.costs(.model).first)
            #expect(line.key == "large" && line.calls == 1 && line.hits == 2)
            #expect(line.spent.description == "0.10" && line.saved.description == "0.20")
        },
        BrokerPromise("A later output takes the place of an earlier one, and its hits begin anew") {
            bench async throws in
            let lock = try await bench.start("a")
            try await bench.finish(lock, write: .answer("k"))
            try await bench.finish(lock, hit: "k")
            try await bench.finish(lock, write: CacheWrite(key: "k", output: 2, expiresAt: .at(9000)), at: 5)
            let entry = try #require(try await bench.broker.cached("k", at: .at(8999)))
            #expect(entry.output == 2 && entry.hits == 0 && entry.money == .zero && entry.storedAt == .at(5))
        },
        BrokerPromise("A checkpoint that is refused neither keeps an output nor counts a hit") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.finish(lock, write: .answer("k"))
            var checkpoint = Checkpoint.full(lock)
            checkpoint.cacheWrite = .answer("new")
            checkpoint.cacheHit = "k"
            checkpoint.messages = [JobSubmission(id: "x", jobType: "nobody", payload: .null)]
            #expect(try await bench.refusal { try await bench.finish(checkpoint, at: 2) } == .unroutable)
            checkpoint.messages = []
            #expect(try await bench.refusal { try await bench.finish(checkpoint, at: 60_000) } == .lockLost)
            #expect(try await bench.broker.cached("new", at: .at(2)) == nil)
            #expect(try await bench.broker.cached("k", at: .at(2))?.hits == 0)
            #expect(try await bench.cost().hits == 0)
        },
        BrokerPromise("A hit whose entry has gone meanwhile is counted, and saves nothing") { bench async throws in
            try await bench.finish(try await bench.start("a"), hit: "gone")
            let cost = try await bench.cost()
            #expect(cost.hits == 1 && cost.saved == .zero && cost.calls == 0)
        },
        BrokerPromise("Entries that have expired go, whatever the retention says") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.finish(lock, write: .answer("short", until: 1000))
            try await bench.finish(lock, write: .answer("long", until: 1001))
            let forever = Retention(jobs: nil, progressEvents: nil, records: nil, spends: nil)
            #expect(try await bench.broker.retire(forever, at: .at(999)) == Retired())
            #expect(try await bench.broker.retire(forever, at: .at(1000)) == Retired(cacheEntries: 1))
            #expect(try await bench.broker.cached("short", at: .at(0)) == nil)
            #expect(try await bench.broker.cached("long", at: .at(1000)) != nil)
        },
    ]
}

extension CacheWrite {
    fileprivate static func answer(_ key: String, until end: Int64 = 100_000) -> CacheWrite {
        CacheWrite(
            key: key, output: ["answer": [1, nil]], expiresAt: .at(end), money: Money(nanos: 100_000_000))
    }
}
