import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let locking: [BrokerPromise] = [
        BrokerPromise("A lock makes the job processing and counts its first delivery") { bench async throws in
            try await bench.submit("a")
            let locked = try await bench.lock(at: 5)
            #expect(locked.number == 1)
            #expect(locked.lockedUntil == .at(60_005))
            #expect(locked.steps.isEmpty)
            let job = try await bench.job("a")
            #expect(locked.job == job)
            #expect(job.status == .processing && job.attempt == 1)
            #expect(job.startedAt == .at(5) && job.endedAt == nil && job.readyAt == nil)
        },
        BrokerPromise("Ready deliveries are locked oldest first, at most as many as asked for") { bench async throws in
            for (index, id) in ["a", "b", "c"].enumerated() { try await bench.submit(id, at: Int64(index)) }
            #expect(try await bench.lockAll(limit: 2, at: 9).deliveries.map(\.job.id) == ["a", "b"])
            #expect(try await bench.lockAll(limit: 2, at: 9).deliveries.map(\.job.id) == ["c"])
            #expect(try await bench.lockAll(limit: 2, at: 9).deliveries.isEmpty)
        },
        BrokerPromise("Deliveries ready at the same moment are locked in the order of their submission") {
            bench async throws in
            let ids = ["z", "m", "a", "q"]
            for id in ids { try await bench.submit(id) }
            #expect(try await bench.lockAll(at: 0).deliveries.map(\.job.id) == ids)
        },
        BrokerPromise("A limit below one locks nothing") { bench async throws in
            try await bench.submit("a")
            #expect(try await bench.lockAll(limit: 0, at: 0).deliveries.isEmpty)
            #expect(try await bench.lockAll(limit: -1, at: 0).deliveries.isEmpty)
        },
        BrokerPromise("A worker may ask for one job alone") { bench async throws in
            try await bench.submit("a")
            try await bench.submit("b")
            #expect(try await bench.lockAll(job: "b", at: 0).deliveries.map(\.job.id) == ["b"])
            #expect(try await bench.lockAll(job: "nobody", at: 0).deliveries.isEmpty)
        },
        BrokerPromise("An unknown subscription cannot be locked") { bench async throws in
            #expect(try await bench.refusal { _ = try await bench.lockAll("gone", at: 0) } == .unknownSubscription)
        },
        BrokerPromise("A lock call says when the next delivery becomes ready") { bench async throws in
            #expect(try await bench.lockAll(at: 0).nextReadyAt == nil)
            try await bench.fail(try await bench.start("a"), at: 0)
            #expect(try await bench.lockAll(at: 1).nextReadyAt == .at(10_000))
            #expect(try await bench.lockAll(job: "a", at: 1).nextReadyAt == .at(10_000))
            try await bench.submit("b", at: 2)
            #expect(try await bench.lockAll(limit: 0, at: 2).nextReadyAt == nil)
            #expect(try await bench.lockAll(at: 2).nextReadyAt == .at(10_000))
        },
        BrokerPromise("A fence grows with every lock of a delivery") { bench async throws in
            let first = try await bench.start("a")
            try await bench.settle(first, .release, at: 1)
            let second = try await bench.lock(at: 1).lock
            #expect(second.deliveryID == first.deliveryID)
            #expect(second.fence > first.fence)
        },
        BrokerPromise("The first lock says job.started, each later one job.resumed") { bench async throws in
            try await bench.settle(try await bench.start("a"), .release, at: 1)
            _ = try await bench.lock(at: 2)
            let types = try await bench.eventTypes("a")
            #expect(types == ["job.submitted", "job.started", "job.released", "job.resumed"])
            #expect(try await bench.job("a").startedAt == .at(0))
        },
        BrokerPromise("A lock brings the steps that earlier attempts finished") { bench async throws in
            let first = try await bench.start("a")
            try await bench.finish(.full(first, step: "two", endedAt: 5), at: 5)
            try await bench.finish(.full(first, step: "one", endedAt: 3), at: 6)
            try await bench.fail(first, at: 7)
            #expect(try await bench.lock(at: 10_007).steps.map(\.stepID) == ["one", "two"])
        },
    ]
}
