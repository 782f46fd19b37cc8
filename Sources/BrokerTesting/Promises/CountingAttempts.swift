import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let countingAttempts: [BrokerPromise] = [
        BrokerPromise("Attempts are counted by what ended them, each cause by itself") { bench async throws in
            try await bench.submit("a", to: .topic("elsewhere"))
            var counts = AttemptCounts()
            #expect(try await bench.delivery("a").counts == counts)
            try await bench.endAttempt(at: 100_000) { try await bench.fail($0, .failed, at: 100_000) }
            counts.failed = 1
            #expect(try await bench.delivery("a").counts == counts)
            try await bench.endAttempt(at: 200_000) { try await bench.fail($0, .timedOut, at: 200_000) }
            counts.timedOut = 1
            #expect(try await bench.delivery("a").counts == counts)
            try await bench.endAttempt(at: 300_000) { _ in try await bench.sweep(live: ["w1"], at: 360_000) }
            counts.lockLost = 1
            #expect(try await bench.delivery("a").counts == counts)
            try await bench.endAttempt(at: 400_000) { _ in try await bench.sweep(live: ["w2"], at: 460_000) }
            counts.workerDied = 1
            #expect(try await bench.delivery("a").counts == counts)
            try await bench.endAttempt(at: 500_000) { try await bench.settle($0, .release, at: 500_000) }
            counts.released = 1
            #expect(try await bench.delivery("a").counts == counts)
            #expect(counts.spent == 3)
        },
        BrokerPromise("A lock that ran out under a live worker spends a delivery, and may start again at once") {
            bench async throws in
            try await bench.submit("a")
            for round in 1...3 {
                let now = Int64(round) * 60_000
                _ = try await bench.lock(at: now - 60_000)
                #expect(try await bench.sweep(live: ["w1", "w2"], at: now) == 1)
                guard round < 3 else { continue }
                let job = try await bench.job("a")
                #expect(job.readyAt == .at(now) && job.failure?.code == "lock_lost")
                #expect(try await bench.events("a").last?.data["cause"] == "lock_lost")
            }
            let letter = try await bench.letter("a")
            #expect(letter.reason == "MaxDeliveryCountExceeded" && letter.cause == .lockLost)
            #expect(letter.counts.lockLost == 3 && letter.counts.workerDied == 0)
        },
        BrokerPromise("Failures, time-outs and lost locks spend the same deliveries") { bench async throws in
            try await bench.submit("a")
            try await bench.fail(try await bench.lock(at: 0).lock, .timedOut, at: 0)
            _ = try await bench.lock(at: 100_000)
            try await bench.sweep(live: ["w1"], at: 160_000)
            #expect(try await bench.fail(try await bench.lock(at: 200_000).lock, at: 200_000) == .failed)
            #expect(try await bench.letter("a").counts.spent == 3)
        },
        BrokerPromise("The count is not lost over releases, deaths and delayed retries") { bench async throws in
            try await bench.submit("a")
            try await bench.fail(try await bench.lock(at: 0).lock, notBefore: 500_000, at: 0)
            for round in 0..<5 {
                let now = 500_000 + Int64(round)
                try await bench.settle(try await bench.lock(at: now).lock, .release, at: now)
            }
            try await bench.fail(try await bench.lock(at: 600_000).lock, .workerDied, at: 600_000)
            try await bench.fail(try await bench.lock(at: 700_000).lock, notBefore: 900_000, at: 700_000)
            #expect(try await bench.lockAll(at: 899_999).deliveries.isEmpty)
            #expect(try await bench.fail(try await bench.lock(at: 900_000).lock, at: 900_000) == .failed)
            let counts = try await bench.delivery("a").counts
            #expect(counts.failed == 3 && counts.released == 5 && counts.workerDied == 1)
        },
        BrokerPromise("The backoff goes by spent deliveries, not by locks") { bench async throws in
            try await bench.submit("a")
            try await bench.fail(try await bench.lock(at: 0).lock, .workerDied, at: 0)
            #expect(try await bench.job("a").readyAt == .at(0))
            try await bench.fail(try await bench.lock(at: 0).lock, at: 0)
            #expect(try await bench.job("a").readyAt == .at(10_000))
        },
        BrokerPromise("A dead-lettered attempt is counted too") { bench async throws in
            try await bench.kill("a", cause: .timedOut)
            #expect(try await bench.letter("a").counts.timedOut == 1)
            #expect(try await bench.letter("a").number == 1)
        },
        BrokerPromise("A delivery says who works on it and until when, and forgets it afterwards") {
            bench async throws in
            let lock = try await bench.start("a", at: 5)
            let running = try await bench.delivery("a")
            #expect(running.state == .locked && running.worker == "w1" && running.lockedUntil == .at(60_005))
            #expect(running.lock == lock && running.number == 1 && running.definition == "d1")
            try await bench.fail(lock, at: 6)
            let waiting = try await bench.delivery("a")
            #expect(waiting.state == .scheduled && waiting.worker == nil && waiting.lockedUntil == nil)
            #expect(waiting.failure == .broken && waiting.readyAt == .at(10_006))
        },
    ]
}

extension BrokerBench {
    /// Locks the delivery in `everything` and ends that lock.
    fileprivate func endAttempt(at time: Int64, _ end: (Lock) async throws -> Void) async throws {
        try await end(try await lock("everything", at: time).lock)
    }
}
