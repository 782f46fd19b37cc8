import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let reopeningMoney: [BrokerPromise] = [
        BrokerPromise("A process that ends between a reservation and its checkpoint leaves the maximum spent") {
            bench async throws in
            let lock = try await bench.start("a")
            try await bench.spend(lock, "0.10")
            try await bench.reserve(lock, "0.20")
            let again = try await bench.reopened()
            let cost = try await again.cost()
            #expect(cost.calls == 2 && cost.unknown == 1 && cost.spent.description == "0.30" && cost.reserved == .zero)
            #expect(try await again.broker.audit() == [])
            await again.broker.close()
        },
        BrokerPromise("Budgets count what was spent before the store was opened again") { bench async throws in
            try await bench.spend(try await bench.start("a"), "0.10")
            let again = try await bench.reopened()
            try await again.put([(.all, "0.15"), (.job, "0.15")])
            let lock = try await again.lock(job: "a", at: 1).lock
            #expect(try await again.refusal { try await again.reserve(lock, "0.06", at: 1) } == .budgetExceeded)
            try await again.reserve(lock, "0.05", at: 1)
            await again.broker.close()
        },
        BrokerPromise("Outputs, hits and collections are there after opening again") { bench async throws in
            let lock = try await bench.start("a")
            let write = CacheWrite(key: "k", output: "out", expiresAt: .at(1000), money: Money(nanos: 7))
            try await bench.finish(lock, write: write)
            try await bench.finish(lock, step: "two", hit: "k")
            try await bench.save([RecordWrite(collection: "contacts", id: "alice", value: 1)])
            let again = try await bench.reopened()
            let entry = try #require(try await again.broker.cached("k", at: .at(999)))
            #expect(entry.output == "out" && entry.money.nanos == 7 && entry.hits == 1)
            #expect(try await again.cost().saved.nanos == 7)
            #expect(try await again.broker.records(collection: "contacts", after: nil, limit: 9).count == 1)
            await again.broker.close()
        },
    ]
}
