import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let retiring: [BrokerPromise] = [
        BrokerPromise("A job goes when it ended so long ago, to the millisecond, with all that is its own") {
            bench async throws in
            let lock = try await bench.start("a")
            try await bench.finish(.full(lock), at: 1)
            try await bench.settle(lock, .complete(result: 1), at: 100)
            let retention = Retention(jobs: .seconds(10), progressEvents: nil)
            #expect(try await bench.broker.retire(retention, at: .at(10_099)) == Retired())
            #expect(try await bench.broker.retire(retention, at: .at(10_100)) == Retired(jobs: 1))
            #expect(try await bench.broker.job("a") == nil)
            #expect(try await bench.broker.steps(of: "a").isEmpty)
            #expect(try await bench.events("a").isEmpty)
            #expect(try await bench.broker.deliveries(of: "a").isEmpty)
            #expect(try await bench.broker.events(after: 0, limit: 10).isEmpty)
            #expect(try await bench.broker.record(collection: "c", id: "r") != nil)
            #expect(try await bench.counts("work").removed == 1)
        },
        BrokerPromise("A job that has not ended never goes") { bench async throws in
            try await bench.submit("a", notBefore: 5)
            _ = try await bench.start("b")
            try await bench.fail(try await bench.start("c"), at: 0)
            #expect(try await bench.broker.retire(.nothing, at: .at(1_000_000_000)).jobs == 0)
            #expect(try await bench.broker.jobs(JobQuery()).count == 3)
        },
        BrokerPromise("A job with a dead letter never goes; with the letter discarded it does") { bench async throws in
            let letter = try await bench.kill("a")
            let before = try await bench.letter("a")
            #expect(try await bench.broker.retire(.nothing, at: .at(1_000_000_000)).jobs == 0)
            #expect(try await bench.letter("a") == before)
            try await bench.discard(letter, at: 1)
            #expect(try await bench.broker.retire(.nothing, at: .at(1_000_000_000)).jobs == 1)
        },
        BrokerPromise("A redriven job is as old as its new end") { bench async throws in
            try await bench.redrive(Redrive(lock: try await bench.kill("a")), at: 50_000)
            try await bench.settle(try await bench.lock(at: 50_000).lock, .complete(result: 1), at: 50_000)
            let retention = Retention(jobs: .seconds(10))
            #expect(try await bench.broker.retire(retention, at: .at(59_999)).jobs == 0)
            #expect(try await bench.broker.retire(retention, at: .at(60_000)).jobs == 1)
        },
        BrokerPromise("Progress goes earlier than its job, and only progress") { bench async throws in
            let lock = try await bench.start("a")
            let running = try await bench.start("b")
            for percent in [10, 20] { try await bench.report(lock, percent, at: 1) }
            try await bench.report(running, 10, at: 1)
            try await bench.settle(lock, .complete(result: 1), at: 2)
            let retention = Retention(jobs: nil, progressEvents: .seconds(1))
            #expect(try await bench.broker.retire(retention, at: .at(1_001)) == Retired())
            #expect(try await bench.broker.retire(retention, at: .at(1_002)) == Retired(events: 2))
            #expect(try await bench.eventTypes("a") == ["job.submitted", "job.started", "job.completed"])
            #expect(try await bench.eventTypes("b").last == "job.progress")
        },
        BrokerPromise("A record goes when it was last changed so long ago") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.finish(.full(lock), at: 1)
            try await bench.finish(.full(lock), at: 100)
            let retention = Retention(jobs: nil, progressEvents: nil, records: .seconds(1))
            #expect(try await bench.broker.retire(retention, at: .at(1_099)) == Retired())
            #expect(try await bench.broker.retire(retention, at: .at(1_100)) == Retired(records: 1))
            #expect(try await bench.broker.record(collection: "c", id: "r") == nil)
            #expect(try await bench.broker.steps(of: "a").count == 1)
        },
        BrokerPromise("What is kept for ever stays") { bench async throws in
            try await bench.settle(try await bench.start("a"), .complete(result: 1), at: 1)
            let forever = Retention(jobs: nil, progressEvents: nil, records: nil)
            #expect(try await bench.broker.retire(forever, at: .at(1_000_000_000_000)) == Retired())
        },
        BrokerPromise("A call removes a small batch, the oldest first, and says whether there is more") {
            bench async throws in
            let ids = (0..<450).map { "j\($0)" }
            _ = await bench.broker.submit(ids.map { .work($0) }, at: .at(0))
            _ = await bench.broker.cancel(ids, at: .at(1))
            var sizes: [Int] = []
            repeat {
                let retired = try await bench.broker.retire(.nothing, at: .at(2))
                sizes.append(retired.jobs)
                guard retired.hasMore, sizes.count < 10 else { break }
            } while true
            #expect(sizes.reduce(0, +) == 450 && sizes.count > 1)
            #expect(try await bench.counts("work").removed == 450)
        },
        BrokerPromise("Keys and message ids of a removed job may be used again") { bench async throws in
            try await bench.submit("a", to: .topic("orders"), key: "k", messageID: "m")
            try await bench.cancel("a", at: 1)
            #expect(try await bench.broker.retire(.nothing, at: .at(2)).jobs == 1)
            let again = try await bench.submit(
                "b", payload: "other", to: .topic("orders"), key: "k", messageID: "m", at: 3)
            #expect(again == SubmissionReceipt(jobID: "b", isRepeat: false, subscriptions: ["orders"]))
        },
        BrokerPromise("A lock of a removed job opens no other, and sequences go on") { bench async throws in
            let old = try await bench.start("a")
            try await bench.settle(old, .complete(result: 1), at: 1)
            let last = try #require(try await bench.events("a").last?.sequence)
            _ = try await bench.broker.retire(.nothing, at: .at(2))
            _ = try await bench.start("b", at: 3)
            for write in StaleWrite.all(old) {
                #expect(try await bench.refusal { try await write.run(bench, 4) } == .lockLost, "\(write.name)")
            }
            #expect(try #require(try await bench.events("b").first?.sequence) > last)
        },
        BrokerPromise("A schedule whose last job was removed fires again") { bench async throws in
            try await bench.fire("queueing", 1, "a", at: 1)
            try await bench.cancel("a", at: 2)
            _ = try await bench.broker.retire(.nothing, at: .at(3))
            try await bench.fire("queueing", 4, "b", at: 4)
            #expect(try await bench.schedule("queueing").lastJobID == "b")
        },
    ]
}

extension Retention {
    /// Everything goes as soon as it may.
    fileprivate static let nothing = Retention(jobs: .zero, progressEvents: .zero, records: .zero)
}
