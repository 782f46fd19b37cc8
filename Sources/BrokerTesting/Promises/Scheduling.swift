import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let scheduling: [BrokerPromise] = [
        BrokerPromise("A job for later is handed out at its millisecond and not before") { bench async throws in
            try await bench.submit("a", notBefore: 1000)
            let delivery = try await bench.delivery("a")
            #expect(delivery.state == .scheduled && delivery.readyAt == .at(1000))
            let early = try await bench.lockAll(at: 999)
            #expect(early.deliveries.isEmpty && early.nextReadyAt == .at(1000))
            #expect(try await bench.lock(at: 1000).number == 1)
        },
        BrokerPromise("A job for later is pending, says when it is due, and is counted as scheduled") {
            bench async throws in
            try await bench.submit("a", notBefore: 1000)
            let job = try await bench.job("a")
            #expect(job.status == .pending && job.readyAt == .at(1000) && job.createdAt == .at(0))
            let counts = try await bench.counts("work")
            #expect(counts.scheduled == 1 && counts.ready == 0 && counts.oldestReadyAt == nil)
        },
        BrokerPromise("A moment that has passed, or is now, means at once") { bench async throws in
            for (id, moment): (String, Int64) in [("past", -1_700_000_000_123), ("before", 9), ("now", 10)] {
                try await bench.submit(id, notBefore: moment, at: 10)
                let delivery = try await bench.delivery(id)
                #expect(delivery.state == .ready && delivery.readyAt == .at(10))
            }
            #expect(try await bench.lockedIDs("work", at: 10) == ["past", "before", "now"])
        },
        BrokerPromise("Time to live starts when a job is due") { bench async throws in
            try await bench.submit("a", type: "short", notBefore: 10_000)
            for moment: Int64 in [5_000, 9_999, 10_000, 14_999] {
                #expect(try await bench.sweep(at: moment) == 0, "\(moment)")
            }
            #expect(try await bench.sweep(at: 15_000) == 1)
            #expect(try await bench.letter("a").reason == "TTLExpiredException")
        },
        BrokerPromise("A moment that has passed does not shorten the time to live") { bench async throws in
            try await bench.submit("a", type: "short", notBefore: -60_000)
            #expect(try await bench.sweep(at: 4_999) == 0)
            #expect(try await bench.lock("short", at: 4_999).job.id == "a")
        },
        BrokerPromise("A job cancelled before it is due is never handed out") { bench async throws in
            try await bench.submit("a", notBefore: 1000)
            #expect(try await bench.cancel("a", at: 5) == .cancelled)
            #expect(try await bench.lockedIDs("work", at: 1000).isEmpty)
            #expect(try await bench.eventTypes("a") == ["job.submitted", "job.cancelled"])
        },
        BrokerPromise("What becomes due takes its place by its moment, among what was ready before") {
            bench async throws in
            for (id, moment): (String, Int64) in [("a", 30), ("b", 10), ("c", 20)] {
                try await bench.submit(id, notBefore: moment)
            }
            try await bench.submit("d", at: 15)
            #expect(try await bench.lockedIDs("work", at: 100) == ["b", "d", "c", "a"])
        },
        BrokerPromise("Each subscription's copy becomes due") { bench async throws in
            try await bench.submit("a", type: "both", notBefore: 1000)
            for subscription in ["left", "right"] {
                #expect(try await bench.lockedIDs(subscription, at: 999).isEmpty)
                #expect(try await bench.lockedIDs(subscription, at: 1000) == ["a"])
            }
        },
    ]
}
