import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let closing: [BrokerPromise] = [
        BrokerPromise("A closed broker refuses every call") { bench async throws in
            let lock = try await bench.start("a")
            await bench.broker.close()
            let calls: [@Sendable () async throws -> Void] = [
                { try await bench.submit("b") }, { try await bench.cancel("a", at: 1) },
                { _ = try await bench.lockAll(at: 1) }, { try await bench.renew(lock, at: 1) },
                { try await bench.finish(.full(lock), at: 1) }, { try await bench.report(lock, 1, at: 1) },
                { try await bench.settle(lock, .release, at: 1) }, { try await bench.broker.recordLate([]) },
                { _ = try await bench.sweep(at: 1) }, { _ = try await bench.broker.job("a") },
                { _ = try await bench.broker.jobs(JobQuery()) },
                { try await bench.redrive(Redrive(lock: lock), at: 1) }, { try await bench.discard(lock, at: 1) },
                { try await bench.fire("skipping", 1, "f", at: 1) },
                { _ = try await bench.broker.retire(Retention(), at: .at(1)) },
                { _ = try await bench.broker.deliveries(of: "a") },
                { _ = try await bench.broker.events(after: 0, limit: 1) },
                { _ = try await bench.broker.deadLetters(DeadLetterQuery()) },
                { _ = try await bench.broker.deadLetterCount(DeadLetterQuery()) },
                { _ = try await bench.broker.deadLetterGroups(DeadLetterQuery()) },
                { _ = try await bench.broker.counts() }, { _ = try await bench.broker.schedules() },
                { _ = try await bench.broker.audit() }, { _ = try await bench.broker.steps(of: "a") },
                { try await bench.broker.configure(BrokerBench.topology, at: .at(1)) },
            ]
            for (index, call) in calls.enumerated() {
                #expect(try await bench.refusal { try await call() } == .closed, "call \(index)")
            }
        },
        BrokerPromise("Closing twice does no harm, and ends the hints") { bench async throws in
            let changes = bench.broker.changes()
            await bench.broker.close()
            await bench.broker.close()
            #expect(await changes.collect(1).isEmpty)
            #expect(await bench.broker.changes().collect(1).isEmpty)
        },
    ]
}
