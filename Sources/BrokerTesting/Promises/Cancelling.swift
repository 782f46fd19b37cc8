import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let cancelling: [BrokerPromise] = [
        BrokerPromise("A pending job is cancelled at once") { bench async throws in
            try await bench.submit("a")
            #expect(try await bench.cancel("a", at: 3) == .cancelled)
            #expect(try await bench.job("a").endedAt == .at(3))
            #expect(try await bench.eventTypes("a") == ["job.submitted", "job.cancelled"])
            #expect(try await bench.lockAll(at: 4).deliveries.isEmpty)
        },
        BrokerPromise("A retrying job is cancelled at once") { bench async throws in
            try await bench.fail(try await bench.start("a"), at: 0)
            #expect(try await bench.cancel("a", at: 3) == .cancelled)
            #expect(try await bench.lockAll(at: 1_000_000).deliveries.isEmpty)
        },
        BrokerPromise("A processing job goes on until its worker has heard of it") { bench async throws in
            let lock = try await bench.start("a")
            #expect(try await bench.cancel("a", at: 3) == .processing)
            #expect(try await bench.job("a").isCancelling)
            #expect(try await bench.cancel("a", at: 4) == .processing)
            #expect(try await bench.settle(lock, .cancel, at: 5) == .cancelled)
            #expect(try await bench.job("a").isCancelling == false)
        },
        BrokerPromise("A job whose worker is overdue is cancelled at once") { bench async throws in
            let lock = try await bench.start("a")
            #expect(try await bench.cancel("a", at: 60_000) == .cancelled)
            #expect(try await bench.refusal { try await bench.renew(lock, at: 60_000) } == .lockLost)
        },
        BrokerPromise("A job to be cancelled is not tried again: retry and release cancel it") { bench async throws in
            for (id, cause) in [("a", AttemptCause.failed), ("b", .timedOut), ("c", .workerDied)] {
                let lock = try await bench.start(id)
                try await bench.cancel(id, at: 1)
                #expect(try await bench.fail(lock, cause, at: 2) == .cancelled)
            }
            let released = try await bench.start("d")
            try await bench.cancel("d", at: 1)
            #expect(try await bench.settle(released, .release, at: 2) == .cancelled)
            #expect(try await bench.eventTypes("d").last == "job.cancelled")
        },
        BrokerPromise("A job that completes before its worker hears of the wish is completed") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.cancel("a", at: 1)
            #expect(try await bench.settle(lock, .complete(result: 1), at: 2) == .completed)
            #expect(try await bench.job("a").isCancelling == false)
        },
        BrokerPromise("A job to be cancelled whose worker dies is cancelled by the sweep") { bench async throws in
            _ = try await bench.start("a")
            try await bench.cancel("a", at: 1)
            #expect(try await bench.sweep(at: 60_000) == 1)
            #expect(try await bench.job("a").status == .cancelled)
        },
        BrokerPromise("Cancelling a cancelled job again succeeds and changes nothing") { bench async throws in
            try await bench.submit("a")
            try await bench.cancel("a", at: 1)
            let before = try await bench.picture("a")
            #expect(try await bench.cancel("a", at: 2) == .cancelled)
            #expect(try await bench.picture("a") == before)
        },
        BrokerPromise("A job that has ended otherwise cannot be cancelled") { bench async throws in
            try await bench.settle(try await bench.start("a"), .complete(result: 1), at: 1)
            try await bench.fail(try await bench.start("b", type: "once"), at: 1)
            try await bench.fail(try await bench.start("c", type: "once"), .timedOut, at: 1)
            for id in ["a", "b", "c"] {
                let before = try await bench.picture(id)
                #expect(try await bench.refusal { try await bench.cancel(id, at: 2) } == .jobEnded)
                #expect(try await bench.picture(id) == before)
            }
        },
        BrokerPromise("A job nobody knows cannot be cancelled, and leaves the rest of the batch alone") {
            bench async throws in
            try await bench.submit("a")
            let results = await bench.broker.cancel(["nobody", "a"], at: .at(1))
            #expect(results.map { $0.failure?.code } == [.notFound, nil])
        },
    ]
}
