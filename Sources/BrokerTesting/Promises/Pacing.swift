import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let pacing: [BrokerPromise] = [
        BrokerPromise("Attempts of one key start at its rate: some at once, then one after each interval") {
            bench async throws in
            for index in 0..<5 { try await bench.submit("a\(index)", type: "paced") }
            #expect(try await bench.lockedIDs("paced", at: 0) == ["a0", "a1"])
            for (index, due): (Int, Int64) in [(2, 500), (3, 1000), (4, 1500)] {
                let early = try await bench.lockAll("paced", at: due - 1)
                #expect(early.deliveries.isEmpty && early.nextReadyAt == .at(due))
                #expect(try await bench.lockedIDs("paced", at: due) == ["a\(index)"])
            }
        },
        BrokerPromise("A delivery that its rate holds back says so, and when it is due") { bench async throws in
            for index in 0..<3 { try await bench.submit("a\(index)", type: "paced") }
            _ = try await bench.lockedIDs("paced", at: 0)
            let delivery = try await bench.delivery("a2")
            #expect(delivery.state == .scheduled && delivery.readyAt == .at(500))
            #expect(delivery.waitsFor == KeyWait(limit: 0, key: "alice", cause: .rate))
        },
        BrokerPromise("One key's rate does not hold another's") { bench async throws in
            for creator in ["alice", "bob"] {
                for index in 0..<3 { try await bench.submit("\(creator)\(index)", type: "paced", creator: creator) }
            }
            for index in 0..<3 { try await bench.submit("nobody\(index)", type: "paced", creator: nil) }
            let locked = Set(try await bench.lockedIDs("paced", at: 0))
            #expect(
                locked == ["alice0", "alice1", "bob0", "bob1", "nobody0", "nobody1", "nobody2"])
        },
        BrokerPromise("After a pause the rate allows no more at once than ever") { bench async throws in
            for index in 0..<2 { try await bench.submit("a\(index)", type: "paced") }
            #expect(try await bench.lockedIDs("paced", at: 0).count == 2)
            try await bench.sweep(live: ["w1"], at: 30_000)
            for index in 2..<6 { try await bench.submit("a\(index)", type: "paced", at: 50_000) }
            #expect(try await bench.lockedIDs("paced", at: 50_000) == ["a2", "a3"])
        },
        BrokerPromise("A sweep forgets a rate only when it holds nobody back") { bench async throws in
            for index in 0..<2 { try await bench.submit("a\(index)", type: "paced") }
            #expect(try await bench.lockedIDs("paced", at: 0).count == 2)
            try await bench.sweep(at: 400)
            try await bench.submit("b", type: "paced", at: 400)
            #expect(try await bench.lockedIDs("paced", at: 400).isEmpty)
            #expect(try await bench.lockedIDs("paced", at: 500) == ["b"])
        },
        BrokerPromise("A further attempt is a start like the first") { bench async throws in
            let lock = try await bench.start("a", type: "paced")
            try await bench.settle(lock, .release, at: 1)
            let again = try await bench.lock("paced", at: 1)
            try await bench.settle(again.lock, .release, at: 2)
            let answer = try await bench.lockAll("paced", at: 2)
            #expect(answer.deliveries.isEmpty && answer.nextReadyAt == .at(500))
        },
        BrokerPromise("What its rate holds back expires and is cancelled like all that waits") { bench async throws in
            try await bench.configure(at: 0) { $0.change("paced") { $0.timeToLive = .milliseconds(700) } }
            for index in 0..<5 { try await bench.submit("a\(index)", type: "paced") }
            _ = try await bench.lockedIDs("paced", at: 0)
            #expect(try await bench.cancel("a2", at: 1) == .cancelled)
            #expect(try await bench.lockedIDs("paced", at: 1000).isEmpty)
            #expect(try await bench.job("a3").status == .timeout)
        },
    ]
}
