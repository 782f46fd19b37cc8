import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let discarding: [BrokerPromise] = [
        BrokerPromise("A discarded letter is a letter no more, and its job stays as it ended") { bench async throws in
            for (id, cause, status) in [("a", AttemptCause.failed, JobStatus.failed), ("b", .timedOut, .timeout)] {
                let letter = try await bench.kill(id, cause: cause)
                let before = try await bench.picture(id)
                try await bench.discard(letter, at: 5)
                #expect(try await bench.delivery(id).state == .discarded)
                #expect(try await bench.job(id).status == status)
                #expect(try await bench.picture(id) == before)
            }
            #expect(try await bench.letters().isEmpty)
            #expect(try await bench.broker.deadLetterCount(bench.query()) == 0)
            let counts = try await bench.counts("work")
            #expect(counts.discarded == 2 && counts.dead == 0)
        },
        BrokerPromise("A discarded letter is never handed out, redriven or discarded again") { bench async throws in
            let letter = try await bench.kill("a")
            try await bench.discard(letter, at: 1)
            #expect(try await bench.refusal { try await bench.discard(letter, at: 2) } == .notFound)
            #expect(try await bench.refusal { try await bench.redrive(Redrive(lock: letter), at: 2) } == .notFound)
            #expect(try await bench.lockedIDs("work", at: 1_000_000).isEmpty)
        },
        BrokerPromise("Discarding one subscription's letter leaves the other's") { bench async throws in
            try await bench.submit("a", type: "both")
            for subscription in ["left", "right"] {
                let lock = try await bench.lock(subscription, at: 0).lock
                try await bench.settle(lock, .deadLetter(reason: "x", .broken, cause: .failed), at: 0)
            }
            try await bench.discard(try await bench.delivery("a", "left").lock, at: 1)
            #expect(try await bench.letters { $0.subscription = "right" } == ["a"])
            #expect(try await bench.delivery("a", "right").state == .dead)
        },
        BrokerPromise("A job with a discarded letter fails when the rest of it is done") { bench async throws in
            try await bench.submit("a", type: "both")
            let (left, right) = (try await bench.lock("left", at: 0).lock, try await bench.lock("right", at: 0).lock)
            try await bench.settle(left, .deadLetter(reason: "x", .broken, cause: .failed), at: 1)
            try await bench.discard(left, at: 2)
            #expect(try await bench.job("a").status == .processing)
            #expect(try await bench.settle(right, .complete(result: 1), at: 3) == .failed)
        },
        BrokerPromise("Of a batch each letter is discarded by itself") { bench async throws in
            let letters = [try await bench.kill("a"), Lock(deliveryID: 999_999, fence: 1), try await bench.kill("b")]
            let results = await bench.broker.discard(letters, at: .at(1))
            #expect(results.map { $0.failure?.code } == [nil, .notFound, nil])
        },
    ]
}
