import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let reopeningMore: [BrokerPromise] = [
        BrokerPromise("Dead letters, counts and schedules are the same after opening again") { bench async throws in
            try await bench.kill("a", payload: "100% of_it")
            try await bench.discard(try await bench.kill("b"), at: 1)
            try await bench.fire("skipping", 7, "c", at: 7)
            try await bench.submit("d", notBefore: 9_000)
            let letters = try await bench.broker.deadLetters(bench.query())
            let counts = try await bench.broker.counts()
            let again = try await bench.reopened()
            #expect(try await again.broker.deadLetters(again.query()) == letters)
            #expect(try await again.broker.counts() == counts)
            #expect(
                try await again.schedule("skipping")
                    == ScheduleState(name: "skipping", lastInstant: .at(7), lastJobID: "c", fired: 1))
            #expect(try await again.fire("skipping", 7, "e", at: 8) == .done)
            #expect(try await again.fire("skipping", 9, "f", at: 9) == .skipped(jobID: "c"))
            try await again.finishUp()
        },
        BrokerPromise("Message ids are remembered over an opening until their window ends") { bench async throws in
            try await bench.submit("a", to: .topic("orders"), messageID: "m")
            let again = try await bench.reopened()
            #expect(try await again.submit("b", to: .topic("orders"), messageID: "m", at: 599_999).jobID == "a")
            let later = try await again.submit("c", to: .topic("orders"), messageID: "m", at: 600_000)
            #expect(later.isRepeat == false)
            try await again.finishUp()
        },
        BrokerPromise("Limits by key hold after opening again, and nothing waits for what a dead worker held") {
            bench async throws in
            _ = try await bench.start("a", type: "single")
            try await bench.submit("b", type: "single")
            #expect(try await bench.lockedIDs("single", at: 0).isEmpty)
            let again = try await bench.reopened()
            let locked = try await again.lockAll("single", at: 100_000).deliveries
            #expect(locked.count == 1)
            try await again.settle(try #require(locked.first).lock, .complete(result: 1), at: 100_001)
            #expect(try await again.lockAll("single", at: 100_001).deliveries.count == 1)
            try await again.finishUp()
        },
        BrokerPromise("Rates go on over an opening") { bench async throws in
            for index in 0..<2 { try await bench.submit("a\(index)", type: "paced") }
            for locked in try await bench.lockAll("paced", at: 0).deliveries {
                try await bench.settle(locked.lock, .complete(result: 1), at: 0)
            }
            let again = try await bench.reopened()
            try await again.submit("b", type: "paced", at: 1)
            #expect(try await again.lockedIDs("paced", at: 499).isEmpty)
            #expect(try await again.lockedIDs("paced", at: 500) == ["b"])
            try await again.finishUp()
        },
        BrokerPromise("A job for later is due at its moment after opening again") { bench async throws in
            try await bench.submit("a", type: "short", notBefore: 1000)
            let again = try await bench.reopened()
            #expect(try await again.lockedIDs("short", at: 999).isEmpty)
            #expect(try await again.lockedIDs("short", at: 1000) == ["a"])
            try await again.finishUp()
        },
        BrokerPromise("An edited payload and another definition are still there after opening again") {
            bench async throws in
            let letter = try await bench.kill("a")
            try await bench.redrive(Redrive(lock: letter, payload: "new", definition: "d2"), at: 1)
            let again = try await bench.reopened()
            let locked = try await again.lock(at: 2)
            #expect(locked.job.payload == "new" && locked.job.definition == "d2" && locked.number == 2)
            try await again.finishUp()
        },
        BrokerPromise("Reactions wait for their subscription over an opening") { bench async throws in
            try await bench.settle(try await bench.start("a", type: "song"), .complete(result: 1), at: 1)
            let again = try await bench.reopened()
            for subscription in ["bell", "chime"] {
                #expect(try await again.lockedIDs(subscription, at: 2).count == 1)
            }
            try await again.finishUp()
        },
    ]
}

extension BrokerBench {
    fileprivate func finishUp() async throws {
        try await expectLawful("after opening again")
        await broker.close()
    }
}
