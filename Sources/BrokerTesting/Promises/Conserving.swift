import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let conserving: [BrokerPromise] = [
        BrokerPromise("What came in is somewhere or was removed, after every verb") { bench async throws in
            let verbs: [(String, @Sendable () async throws -> Void)] = [
                ("submit", { for id in ["a", "b", "c", "d", "e"] { try await bench.submit(id, type: "pair") } }),
                ("refused submit", { _ = try await bench.refusal { try await bench.submit("a", type: "pair") } }),
                ("schedule", { try await bench.submit("f", notBefore: 9000) }),
                ("lock", { _ = try await bench.lockAll("pair", at: 0) }),
                ("complete", { try await bench.settle(bench.delivery("a").lock, .complete(result: 1), at: 1) }),
                ("retry", { try await bench.fail(bench.delivery("b").lock, at: 1) }),
                ("lock again", { _ = try await bench.lockAll("pair", at: 1) }),
                ("dead-letter", { try await bench.fail(bench.delivery("c").lock, .workerDied, at: 2) }),
                ("cancel", { try await bench.cancel("e", at: 2) }),
                ("cancel locked", { try await bench.cancel("d", at: 2) }),
                ("sweep", { try await bench.sweep(at: 60_001) }),
                ("fan out", { try await bench.submit("g", type: "both", at: 60_001) }),
                ("kill", { try await bench.kill("h", at: 60_002) }),
                ("redrive", { try await bench.redrive(Redrive(lock: bench.delivery("h").lock), at: 60_003) }),
                ("kill again", { try await bench.kill("i", at: 60_004) }),
                ("discard", { try await bench.discard(bench.delivery("i").lock, at: 60_005) }),
                ("fire", { try await bench.fire("allowing", 60_006, "k", at: 60_006) }),
                ("retire", { _ = try await bench.broker.retire(Retention(jobs: .zero), at: .at(60_007)) }),
            ]
            for (name, verb) in verbs {
                try await verb()
                try await bench.expectLawful(name)
            }
        },
        BrokerPromise("The counts say where every delivery is") { bench async throws in
            for index in 0..<9 { try await bench.submit("j\(index)", at: Int64(index)) }
            let locks = try await bench.lockAll(limit: 6, at: 10).deliveries.map(\.lock)
            try await bench.settle(locks[0], .complete(result: 1), at: 11)
            try await bench.settle(locks[1], .cancel, at: 11)
            for lock in locks[2...3] {
                try await bench.settle(lock, .deadLetter(reason: "x", .broken, cause: .failed), at: 11)
            }
            try await bench.discard(locks[3], at: 12)
            try await bench.fail(locks[4], at: 12)
            var expected = SubscriptionCounts(subscription: "work")
            (expected.delivered, expected.scheduled, expected.ready, expected.locked) = (9, 1, 3, 1)
            (expected.completed, expected.cancelled, expected.dead, expected.discarded) = (1, 1, 1, 1)
            expected.oldestReadyAt = .at(6)
            #expect(try await bench.counts("work") == expected)
        },
        BrokerPromise("Counts come by name, of every subscription that ever had a delivery and of no other") {
            bench async throws in
            #expect(try await bench.broker.counts().isEmpty)
            for type in ["work", "both", "once"] { try await bench.submit(type, type: type) }
            try await bench.broker.configure(Topology(subscriptions: [], definitions: []), at: .at(1))
            #expect(try await bench.broker.counts().map(\.subscription) == ["left", "once", "right", "work"])
        },
        BrokerPromise("A refused call changes no count") { bench async throws in
            try await bench.submit("a")
            let before = try await bench.broker.counts()
            let both = JobSubmission(id: "a", jobType: "both", payload: .null)
            _ = await bench.broker.submit([both], at: .at(1))
            #expect(try await bench.broker.counts() == before)
        },
    ]
}
