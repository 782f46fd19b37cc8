import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let limitingManyKeys: [BrokerPromise] = [
        BrokerPromise("All limits of a subscription hold, and each delivery names the one it waits for") {
            bench async throws in
            try await bench.submitGrid([
                ("a", "alice", "s1"), ("b", "alice", "s2"), ("c", "alice", "s3"), ("d", "bob", "s1"),
                ("e", "bob", "s4"),
            ])
            #expect(Set(try await bench.lockedIDs("grid", at: 0)) == ["a", "b", "e"])
            #expect(
                try await bench.delivery("c").waitsFor == KeyWait(limit: 0, key: "alice", cause: .concurrency))
            #expect(try await bench.delivery("d").waitsFor == KeyWait(limit: 1, key: "s1", cause: .concurrency))
        },
        BrokerPromise("An attempt that ends frees all of its keys") { bench async throws in
            try await bench.submitGrid([("a", "alice", "s1"), ("b", "alice", "s2")])
            let locks = try await bench.lockAll("grid", at: 0).deliveries
            try await bench.submitGrid([("c", "alice", "s3"), ("d", "bob", "s1")])
            #expect(try await bench.lockedIDs("grid", at: 0).isEmpty)
            let first = try #require(locks.first { $0.job.id == "a" })
            try await bench.settle(first.lock, .complete(result: 1), at: 1)
            #expect(Set(try await bench.lockedIDs("grid", at: 1)) == ["c", "d"])
        },
        BrokerPromise("A delivery that goes on to wait for another key leaves the first one to the next") {
            bench async throws in
            try await bench.submitGrid([("a", "alice", "s1")])
            let lock = try await bench.lock("grid", at: 0).lock
            try await bench.submitGrid([("b", "dan", "s1"), ("c", "erin", "s1")])
            #expect(try await bench.lockedIDs("grid", at: 0).isEmpty)
            try await bench.submitGrid([("d", "dan", "s8"), ("e", "dan", "s9")])
            #expect(Set(try await bench.lockedIDs("grid", at: 0)) == ["d", "e"])
            try await bench.settle(lock, .complete(result: 1), at: 1)
            let locked = try await bench.lockedIDs("grid", at: 1) + bench.lockedIDs("grid", at: 1)
            #expect(locked == ["c"])
            #expect(try await bench.delivery("b").waitsFor?.key == "dan")
        },
        BrokerPromise("However much waits for one key, another key is not behind all of it") { bench async throws in
            for index in 0..<50 { try await bench.submit("a\(index)", type: "pair", creator: "alice") }
            try await bench.submit("b", type: "pair", creator: "bob")
            #expect(Set(try await bench.lockedIDs("pair", limit: 2, at: 0)) == ["a0", "b"])
        },
        BrokerPromise("Keys take turns while their backlogs last, and each key's deliveries keep their order") {
            bench async throws in
            for (creator, count) in [("alice", 6), ("bob", 3), ("carol", 1)] {
                for index in 0..<count { try await bench.submit("\(creator)\(index)", type: "pair", creator: creator) }
            }
            let served = try await bench.serveOneByOne("pair", 10)
            #expect(
                served == [
                    "alice0", "bob0", "carol0", "alice1", "bob1", "alice2", "bob2", "alice3", "alice4", "alice5",
                ])
        },
        BrokerPromise("A key that comes late takes its turn next, and has saved up none") { bench async throws in
            for index in 0..<6 { try await bench.submit("a\(index)", type: "pair", creator: "alice") }
            _ = try await bench.serveOneByOne("pair", 3)
            for index in 0..<3 { try await bench.submit("d\(index)", type: "pair", creator: "dave", at: 1) }
            #expect(try await bench.serveOneByOne("pair", 6) == ["a3", "d0", "a4", "d1", "a5", "d2"])
        },
        BrokerPromise("A raised limit lets more start, a lowered one waits until fewer run") { bench async throws in
            for index in 0..<4 { try await bench.submit("a\(index)", type: "pair") }
            let locks = try await bench.lockAll("pair", at: 0).deliveries.map(\.lock)
            try await bench.configure(at: 1) { $0.change("pair") { $0.limits = [.creator(1)] } }
            try await bench.settle(locks[0], .complete(result: 1), at: 1)
            #expect(try await bench.lockedIDs("pair", at: 1).isEmpty)
            try await bench.settle(locks[1], .complete(result: 1), at: 2)
            #expect(try await bench.lockedIDs("pair", at: 2) == ["a2"])
            try await bench.configure(at: 3) { $0.change("pair") { $0.limits = [.creator(3)] } }
            #expect(try await bench.lockedIDs("pair", at: 3) == ["a3"])
        },
        BrokerPromise("A limit that is taken away holds nobody") { bench async throws in
            for index in 0..<4 { try await bench.submit("a\(index)", type: "single") }
            #expect(try await bench.lockedIDs("single", at: 0).count == 1)
            try await bench.configure(at: 1) { $0.change("single") { $0.limits = [] } }
            #expect(try await bench.lockedIDs("single", at: 1).count == 3)
        },
        BrokerPromise("After everything has ended all places of a key are free") { bench async throws in
            for round in 0..<4 {
                for index in 0..<6 { try await bench.submit("j\(round)-\(index)", type: "pair", at: Int64(round)) }
                let locks = try await bench.lockAll("pair", at: Int64(round)).deliveries.map(\.lock)
                #expect(locks.count == 2, "round \(round)")
                for lock in locks { try await bench.settle(lock, .complete(result: 1), at: Int64(round)) }
                for index in 0..<6 { _ = await bench.broker.cancel(["j\(round)-\(index)"], at: .at(Int64(round))) }
            }
        },
    ]
}

extension BrokerBench {
    fileprivate func submitGrid(_ jobs: [(id: String, creator: String, site: String)]) async throws {
        for job in jobs {
            try await submit(job.id, type: "grid", creator: job.creator, attributes: ["site": .string(job.site)])
        }
    }

    /// Locks and completes one delivery after the other.
    fileprivate func serveOneByOne(_ subscription: String, _ count: Int) async throws -> [String] {
        var served: [String] = []
        for _ in 0..<count {
            let locked = try await lock(subscription, at: 1)
            served.append(locked.job.id)
            try await settle(locked.lock, .complete(result: 1), at: 1)
        }
        return served
    }
}
