import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let hinting: [BrokerPromise] = [
        BrokerPromise("A submission hints at the subscription and at the job's events") { bench async throws in
            let changes = bench.broker.changes()
            try await bench.submit("a")
            #expect(await changes.collect(2) == [.ready(subscription: "work"), .events(jobID: "a")])
        },
        BrokerPromise("Cancelling a locked job hints at its lock") { bench async throws in
            let lock = try await bench.start("a")
            let changes = bench.broker.changes()
            try await bench.cancel("a", at: 1)
            #expect(await changes.collect(1) == [.cancelling(lock)])
        },
        BrokerPromise("A delivery given back, retried or swept hints at its subscription") { bench async throws in
            let first = try await bench.start("a")
            let second = try await bench.start("b")
            _ = try await bench.start("c")
            for operation in 0..<3 {
                let changes = bench.broker.changes()
                switch operation {
                case 0: try await bench.settle(first, .release, at: 1)
                case 1: try await bench.fail(second, at: 1)
                default: _ = try await bench.sweep(at: 60_000)
                }
                #expect(await changes.collect(2).contains(.ready(subscription: "work")))
            }
        },
        BrokerPromise("Everybody who listens gets the hints") { bench async throws in
            let (one, other) = (bench.broker.changes(), bench.broker.changes())
            try await bench.submit("a")
            #expect(await one.collect(2) == (await other.collect(2)))
        },
        BrokerPromise("A refused write gives no hint") { bench async throws in
            let changes = bench.broker.changes()
            _ = try await bench.refusal { try await bench.submit("a", type: "nobody") }
            await bench.broker.close()
            #expect(await changes.collect(1).isEmpty)
        },
    ]
}

extension AsyncStream<BrokerChange> {
    /// The first hints, fewer if the stream ends.
    func collect(_ count: Int) async -> Set<BrokerChange> {
        var found: Set<BrokerChange> = []
        for await change in self {
            found.insert(change)
            if found.count == count { break }
        }
        return found
    }
}
