import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let concurrency: [BrokerPromise] = [
        BrokerPromise("Two hundred callers lock a thousand deliveries, each exactly once") { bench async throws in
            let jobs = (0..<1000).map { JobSubmission(id: "j\($0)", jobType: "work", payload: .null) }
            _ = await bench.broker.submit(jobs, at: .at(0))
            let locked = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<200 {
                    group.addTask { try await bench.lockAll(limit: 7, at: 0).deliveries.map(\.job.id) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(locked.count == 1000)
            #expect(Set(locked).count == 1000)
        },
        BrokerPromise("Of many submissions with one idempotency key at once, one makes the job") { bench async throws in
            let receipts = try await withThrowingTaskGroup(of: SubmissionReceipt.self) { group in
                for index in 0..<50 { group.addTask { try await bench.submit("j\(index)", key: "k") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(receipts.count { !$0.isRepeat } == 1)
            #expect(Set(receipts.map(\.jobID)).count == 1)
            #expect(try await bench.broker.jobs(JobQuery()).count == 1)
        },
        BrokerPromise("Of many settlements of one lock at once, one counts") { bench async throws in
            let lock = try await bench.start("a")
            let settled = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<50 {
                    group.addTask {
                        (try? await bench.settle(lock, .complete(result: .int(Int64(index))), at: 1)) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(settled == 1)
            #expect(try await bench.eventTypes("a").count { $0 == "job.completed" } == 1)
        },
        BrokerPromise("A cancelled task's write is stored all the same") { bench async throws in
            let lock = try await bench.start("a")
            let settling = Task {
                while !Task.isCancelled { await Task.yield() }
                try await bench.settle(lock, .release, at: 1)
                return try await bench.job("a").status
            }
            settling.cancel()
            #expect(try await settling.value == .pending)
        },
        BrokerPromise("Many jobs at once all complete, each with its own result") { bench async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        let lock = try await bench.start("j\(index)")
                        try await bench.finish(Checkpoint(lock: lock, step: Checkpoint.full(lock).step), at: 1)
                        try await bench.settle(lock, .complete(result: .int(Int64(index))), at: 2)
                    }
                }
                try await group.waitForAll()
            }
            for index in 0..<100 { #expect(try await bench.job("j\(index)").result == .int(Int64(index))) }
        },
    ]
}
