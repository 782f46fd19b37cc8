import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let settling: [BrokerPromise] = [
        BrokerPromise("A completed job keeps its result and is done") { bench async throws in
            let lock = try await bench.start("a")
            #expect(try await bench.settle(lock, .complete(result: ["mood": "bright"]), at: 9) == .completed)
            let job = try await bench.job("a")
            #expect(job.status == .completed && job.result == ["mood": "bright"] && job.progress == 100)
            #expect(job.endedAt == .at(9) && job.failure == nil && job.readyAt == nil)
            #expect(try await bench.eventTypes("a") == ["job.submitted", "job.started", "job.completed"])
            #expect(try await bench.lockAll(at: 1_000_000_000).deliveries.isEmpty)
        },
        BrokerPromise("A dead letter fails the job and is not tried again") { bench async throws in
            let lock = try await bench.start("a")
            let outcome = Settlement.Outcome.deadLetter(
                reason: DeadLetterReason.permanentFailure, .broken, cause: .failed)
            #expect(try await bench.settle(lock, outcome, at: 9) == .failed)
            let job = try await bench.job("a")
            #expect(job.failure == .broken && job.endedAt == .at(9) && job.result == nil)
            let event = try #require(try await bench.events("a").last)
            #expect(event.type == "job.failed" && event.data["reason"] == "PermanentFailure")
            #expect(event.data["failure"] == FailureRecord.broken.summary)
            #expect(try await bench.lockAll(at: 1_000_000_000).deliveries.isEmpty)
        },
        BrokerPromise("A dead letter whose time was over makes the job a timeout") { bench async throws in
            let outcome = Settlement.Outcome.deadLetter(reason: "Deadline", .broken, cause: .timedOut)
            #expect(try await bench.settle(try await bench.start("a"), outcome, at: 9) == .timeout)
            #expect(try await bench.eventTypes("a").last == "job.timeout")
        },
        BrokerPromise("A cancelling worker makes the job cancelled") { bench async throws in
            #expect(try await bench.settle(try await bench.start("a"), .cancel, at: 9) == .cancelled)
            #expect(try await bench.job("a").endedAt == .at(9))
            #expect(try await bench.eventTypes("a").last == "job.cancelled")
        },
        BrokerPromise("A first attempt that is given back leaves the job pending and ready") { bench async throws in
            #expect(try await bench.settle(try await bench.start("a"), .release, at: 9) == .pending)
            let job = try await bench.job("a")
            #expect(job.attempt == 0 && job.readyAt == .at(9) && job.endedAt == nil)
            #expect(try await bench.lock(at: 9).number == 1)
        },
        BrokerPromise("A later attempt that is given back leaves the job retrying") { bench async throws in
            try await bench.fail(try await bench.start("a"), at: 0)
            #expect(try await bench.settle(try await bench.lock(at: 10_000).lock, .release, at: 10_001) == .retrying)
            #expect(try await bench.lock(at: 10_001).number == 2)
        },
        BrokerPromise("However often an attempt is given back, it does not count") { bench async throws in
            try await bench.submit("a", type: "once")
            for round in 0..<20 {
                let locked = try await bench.lock("once", at: Int64(round))
                #expect(locked.number == 1)
                try await bench.settle(locked.lock, .release, at: Int64(round))
            }
            #expect(try await bench.fail(try await bench.lock("once", at: 99).lock, at: 99) == .failed)
        },
        BrokerPromise("A job that has ended takes no further step") { bench async throws in
            for (index, status) in [JobStatus.completed, .failed, .timeout, .cancelled].enumerated() {
                let id = "j\(index)"
                let lock = try await bench.start(id)
                let outcome: Settlement.Outcome =
                    switch status {
                    case .completed: .complete(result: 1)
                    case .cancelled: .cancel
                    case .timeout: .deadLetter(reason: "x", .broken, cause: .timedOut)
                    default: .deadLetter(reason: "x", .broken, cause: .failed)
                    }
                #expect(try await bench.settle(lock, outcome, at: 1) == status)
                let before = try await bench.picture(id)
                #expect(try await bench.lockAll(job: id, at: 1_000_000).deliveries.isEmpty)
                _ = try await bench.sweep(at: 1_000_000)
                #expect(try await bench.picture(id) == before)
            }
        },
    ]
}
