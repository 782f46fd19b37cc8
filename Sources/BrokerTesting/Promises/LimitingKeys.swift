import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let limitingKeys: [BrokerPromise] = [
        BrokerPromise("At most so many attempts of one key run at once") { bench async throws in
            for index in 0..<5 { try await bench.submit("a\(index)", type: "pair") }
            #expect(try await bench.lockedIDs("pair", limit: 1, at: 0) == ["a0"])
            #expect(try await bench.lockedIDs("pair", at: 0) == ["a1"])
            #expect(try await bench.lockedIDs("pair", at: 1).isEmpty)
        },
        BrokerPromise("One key does not wait for another") { bench async throws in
            for index in 0..<3 { try await bench.submit("a\(index)", type: "pair", creator: "alice") }
            for index in 0..<3 { try await bench.submit("b\(index)", type: "pair", creator: "bob") }
            #expect(Set(try await bench.lockedIDs("pair", at: 0)) == ["a0", "a1", "b0", "b1"])
        },
        BrokerPromise("A message without the key is not limited") { bench async throws in
            for index in 0..<5 { try await bench.submit("a\(index)", type: "single", creator: nil) }
            #expect(try await bench.lockedIDs("single", at: 0).count == 5)
        },
        BrokerPromise("The empty key is a key") { bench async throws in
            for index in 0..<3 { try await bench.submit("a\(index)", type: "single", creator: "") }
            #expect(try await bench.lockedIDs("single", at: 0) == ["a0"])
            #expect(try await bench.delivery("a1").waitsFor?.key == "")
        },
        BrokerPromise("A delivery that waits for its key says which, and who holds it until when") {
            bench async throws in
            let lock = try await bench.start("a", type: "single")
            try await bench.submit("b", type: "single", at: 1)
            #expect(try await bench.lockAll("single", at: 2).deliveries.isEmpty)
            let waiting = try await bench.delivery("b")
            #expect(waiting.state == .ready)
            #expect(waiting.waitsFor == KeyWait(limit: 0, key: "alice", cause: .concurrency))
            #expect(waiting.holders == [DeliveryRecord.Holder(jobID: "a", lockedUntil: .at(60_000))])
            let counts = try await bench.counts("single")
            #expect(counts.waiting == 1 && counts.ready == 0 && counts.locked == 1)
            #expect(try await bench.job("b").status == .pending)
            try await bench.renew(lock, at: 50_000)
            #expect(try await bench.delivery("b").holders.map(\.lockedUntil) == [.at(110_000)])
        },
        BrokerPromise("A call that finds only deliveries that wait for keys does not ask to be called at once") {
            bench async throws in
            _ = try await bench.start("a", type: "single")
            try await bench.submit("b", type: "single")
            try await bench.submit("c", type: "single", notBefore: 700)
            #expect(try await bench.lockAll("single", at: 0).nextReadyAt == .at(700))
        },
        BrokerPromise("The place of a key is free again however its attempt ended") { bench async throws in
            for (index, ending) in Ending.all.enumerated() {
                let (first, second, creator) = ("a\(index)", "b\(index)", "creator \(index)")
                try await bench.submit(first, type: "single", creator: creator)
                let lock = try await bench.lock("single", job: first, at: 0).lock
                try await bench.submit(second, type: "single", creator: creator)
                #expect(try await bench.lockAll("single", job: second, at: 0).deliveries.isEmpty)
                try await ending.run(bench, lock)
                let locked = try await bench.lockAll("single", job: second, at: 61_000).deliveries
                #expect(locked.map(\.job.id) == [second], "\(ending.name)")
            }
        },
        BrokerPromise("One place that becomes free starts one delivery") { bench async throws in
            for index in 0..<6 { try await bench.submit("a\(index)", type: "pair") }
            let locks = try await bench.lockAll("pair", at: 0).deliveries.map(\.lock)
            try await bench.settle(locks[1], .complete(result: 1), at: 1)
            #expect(try await bench.lockedIDs("pair", at: 1) == ["a2"])
            #expect(try await bench.lockedIDs("pair", at: 1).isEmpty)
        },
        BrokerPromise("A delivery that was next for its key and is cancelled lets the one behind it go") {
            bench async throws in
            let lock = try await bench.start("a", type: "single")
            for id in ["b", "c"] { try await bench.submit(id, type: "single") }
            #expect(try await bench.lockedIDs("single", at: 0).isEmpty)
            try await bench.settle(lock, .complete(result: 1), at: 1)
            try await bench.cancel("b", at: 2)
            #expect(try await bench.lockedIDs("single", at: 3) == ["c"])
        },
        BrokerPromise("A delivery that was next for its key and expires lets the one behind it go") {
            bench async throws in
            let lock = try await bench.start("a", type: "single")
            try await bench.submit("b", type: "single")
            try await bench.submit("c", type: "single", at: 1)
            #expect(try await bench.lockedIDs("single", at: 1).isEmpty)
            try await bench.settle(lock, .complete(result: 1), at: 2)
            #expect(try await bench.lockedIDs("single", at: 300_000) == ["c"])
        },
        BrokerPromise("A redriven delivery waits for its key like any other") { bench async throws in
            let letter = try await bench.kill("a", type: "single")
            let lock = try await bench.start("b", type: "single", at: 1)
            try await bench.redrive(Redrive(lock: letter), at: 2)
            #expect(try await bench.lockedIDs("single", at: 2).isEmpty)
            #expect(try await bench.delivery("a").holders.map(\.jobID) == ["b"])
            try await bench.settle(lock, .complete(result: 1), at: 3)
            #expect(try await bench.lockedIDs("single", at: 3) == ["a"])
        },
        BrokerPromise("A delivery that waits for a key may be cancelled, and expires") { bench async throws in
            _ = try await bench.start("a", type: "single")
            for id in ["b", "c"] { try await bench.submit(id, type: "single") }
            #expect(try await bench.lockedIDs("single", at: 0).isEmpty)
            #expect(try await bench.cancel("b", at: 1) == .cancelled)
            #expect(try await bench.sweep(live: ["w1"], at: 300_000) == 2)
            #expect(try await bench.letter("c").reason == "TTLExpiredException")
            #expect(try await bench.delivery("b").waitsFor == nil)
        },
        BrokerPromise("A worker that asks for one job does not pass its limit") { bench async throws in
            _ = try await bench.start("a", type: "single")
            try await bench.submit("b", type: "single")
            #expect(try await bench.lockAll("single", job: "b", at: 0).deliveries.isEmpty)
        },
    ]
}

/// A way for an attempt to end.
private struct Ending: Sendable {
    let name: String
    let run: @Sendable (BrokerBench, Lock) async throws -> Void

    static let all: [Ending] = [
        Ending(name: "complete") { try await $0.settle($1, .complete(result: 1), at: 1) },
        Ending(name: "retry") { try await $0.fail($1, notBefore: 200_000, at: 1) },
        Ending(name: "release") { try await $0.settle($1, .release, at: 1) },
        Ending(name: "dead-letter") {
            try await $0.settle($1, .deadLetter(reason: "x", .broken, cause: .failed), at: 1)
        },
        Ending(name: "cancel") { try await $0.settle($1, .cancel, at: 1) },
        Ending(name: "worker died") { bench, _ in try await bench.sweep(at: 60_000) },
        Ending(name: "lock lost") { bench, _ in try await bench.sweep(live: ["w1"], at: 60_000) },
    ]
}
