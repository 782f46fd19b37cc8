import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let sharingAStore: [BrokerPromise] = [
        BrokerPromise("Clients that submit, lock and settle at once finish every job, each once") {
            bench async throws in
            let finished = try await withThrowingTaskGroup(of: [String].self) { group in
                for client in 0..<4 { group.addTask { try await bench.workThrough(client, jobs: 25, of: 100) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(finished.count == 100 && Set(finished).count == 100)
            #expect(try await bench.counts("work").completed == 100)
        },
        BrokerPromise("However many callers lock at once, a key's limit holds") { bench async throws in
            for index in 0..<100 {
                try await bench.submit("j\(index)", type: "pair", creator: "creator \(index % 5)")
            }
            let locked = try await withThrowingTaskGroup(of: [String?].self) { group in
                for _ in 0..<50 {
                    group.addTask { try await bench.lockAll("pair", limit: 3, at: 0).deliveries.map(\.job.creatorID) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(locked.count == 10)
            #expect(Dictionary(grouping: locked, by: \.self).values.allSatisfy { $0.count == 2 })
        },
        BrokerPromise("Of many that redrive or discard one letter at once, one succeeds") { bench async throws in
            let letter = try await bench.kill("a")
            let done = await bench.countSuccesses(40) { index in
                if index % 2 == 0 { return try await bench.discard(letter, at: 1) }
                try await bench.redrive(Redrive(lock: letter), at: 1)
            }
            #expect(done == 1)
        },
        BrokerPromise("Of many that fire one instant at once, one submits") { bench async throws in
            let done = await bench.countSuccesses(40) { index in
                guard case .submitted = try await bench.fire("allowing", 5, "j\(index)", at: 5) else {
                    throw BenchError.nothingRefused
                }
            }
            #expect(done == 1)
            #expect(try await bench.broker.jobs(JobQuery()).count == 1)
        },
        BrokerPromise("Of many messages with one id at once, one makes a job") { bench async throws in
            let done = await bench.countSuccesses(40) { index in
                let receipt = try await bench.submit("j\(index)", to: .topic("orders"), messageID: "m")
                if receipt.isRepeat { throw BenchError.nothingRefused }
            }
            #expect(done == 1)
        },
        BrokerPromise("A job that is cancelled and completed at once is one of both") { bench async throws in
            for index in 0..<20 {
                let id = "j\(index)"
                let lock = try await bench.start(id)
                async let cancelled: Void = { _ = try? await bench.cancel(id, at: 1) }()
                async let completed = bench.settle(lock, .complete(result: 1), at: 1)
                _ = try await (cancelled, completed)
                #expect(try await bench.eventTypes(id).count { $0 == "job.completed" || $0 == "job.cancelled" } == 1)
            }
        },
    ]
}

extension BrokerBench {
    /// Submits so many jobs, then works until all clients' jobs are done.
    fileprivate func workThrough(_ client: Int, jobs: Int, of all: Int) async throws -> [String] {
        for index in 0..<jobs { try await submit("c\(client)-\(index)") }
        var finished: [String] = []
        while let counts = try await broker.counts().first(where: { $0.subscription == "work" }),
            counts.completed < all
        {
            for locked in try await lockAll(limit: 3, at: 0).deliveries {
                try await settle(locked.lock, .complete(result: 1), at: 0)
                finished.append(locked.job.id)
            }
            await Task.yield()
        }
        return finished
    }

    fileprivate func countSuccesses(
        _ count: Int, _ operation: @escaping @Sendable (Int) async throws -> Void
    ) async -> Int {
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<count { group.addTask { (try? await operation(index)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }
}
