import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let countingCosts: [BrokerPromise] = [
        BrokerPromise("Costs are added up by job, model, pipeline, creator and day, the largest first") {
            bench async throws in
            // The day ends 6,399,877 ms after the start.
            try await bench.submit("a")
            try await bench.submit("b", creator: nil)
            try await bench.submit("c", type: "both")
            let (a, b) = (try await bench.lock(job: "a", at: 0).lock, try await bench.lock(job: "b", at: 0).lock)
            let c = try await bench.lock("right", job: "c", at: 0).lock
            try await bench.spend(a, "0.10", name: "small")
            try await bench.spend(b, "0.50", name: "large")
            try await bench.spend(c, "0.20", name: "small")
            try await bench.settle(a, .release, at: 1)
            let late = try await bench.lock(job: "a", at: 6_399_877).lock
            try await bench.spend(late, "0.30", name: "small", at: 6_399_877)
            func sums(_ by: CostQuery.Grouping) async throws -> [String] {
                try await bench.costs(by).map { "\($0.key) \($0.spent) \($0.calls)" }
            }
            #expect(try await sums(.job) == ["b 0.50 1", "a 0.40 2", "c 0.20 1"])
            #expect(try await sums(.model) == ["small 0.60 3", "large 0.50 1"])
            #expect(try await sums(.pipeline) == ["one 0.90 3", "two 0.20 1"])
            #expect(try await sums(.creator) == ["alice 0.60 3", " 0.50 1"])
            #expect(try await sums(.day) == ["2023-11-14 0.80 3", "2023-11-15 0.30 1"])
        },
        BrokerPromise("Costs are found from a moment on, until a moment, and of one job") { bench async throws in
            let (a, b) = (try await bench.start("a"), try await bench.start("b"))
            for (lock, time): (Lock, Int64) in [(a, 10), (b, 20), (a, 30)] {
                try await bench.spend(lock, "0.01", at: time)
            }
            func calls(_ change: (inout CostQuery) -> Void) async throws -> [Int] {
                try await bench.costs(.job, change).map(\.calls)
            }
            #expect(try await calls { $0.since = .at(20) } == [1, 1])
            #expect(try await calls { $0.until = .at(20) } == [1])
            #expect(try await calls { ($0.since, $0.until) = (.at(11), .at(30)) } == [1])
            #expect(try await calls { $0.jobID = "a" } == [2])
            #expect(try await calls { $0.limit = 1 } == [2])
            #expect(try await calls { $0.jobID = "' OR 1=1 --" }.isEmpty)
        },
        BrokerPromise("What was spent outlives its job, and goes when it is old too") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.spend(lock, "0.10", at: 5)
            try await bench.settle(lock, .complete(result: 1), at: 10)
            let retention = Retention(jobs: .seconds(10), progressEvents: nil, records: nil, spends: .seconds(20))
            #expect(try await bench.broker.retire(retention, at: .at(10_010)) == Retired(jobs: 1))
            #expect(try await bench.cost().spent.description == "0.10")
            #expect(try await bench.broker.retire(retention, at: .at(20_004)) == Retired())
            #expect(try await bench.broker.retire(retention, at: .at(20_005)) == Retired(spends: 1))
            #expect(try await bench.costs(.day).isEmpty)
        },
        BrokerPromise("What was spent stays as long as its job does") { bench async throws in
            try await bench.spend(try await bench.start("a"), "0.10")
            let retention = Retention(jobs: nil, spends: .zero)
            #expect(try await bench.broker.retire(retention, at: .at(1_000_000)).spends == 0)
        },
        BrokerPromise("Figures count the jobs that ended since a moment by type and status, with their times") {
            bench async throws in
            try await bench.settle(try await bench.start("old"), .complete(result: 1), at: 50)
            try await bench.settle(try await bench.start("a", at: 100), .complete(result: 1), at: 400)
            try await bench.settle(try await bench.start("b", at: 100), .complete(result: 1), at: 200)
            try await bench.kill("dead", type: "once", at: 300)
            try await bench.submit("never", type: "once", at: 300)
            try await bench.cancel("never", at: 500)
            _ = try await bench.start("busy")
            let figures = try await bench.broker.jobFigures(since: .at(200))
            #expect(
                figures == [
                    JobFigure(jobType: "once", status: .cancelled, count: 1, total: .zero, longest: .zero),
                    JobFigure(jobType: "once", status: .failed, count: 1, total: .zero, longest: .zero),
                    JobFigure(
                        jobType: "work", status: .completed, count: 2, total: .milliseconds(400),
                        longest: .milliseconds(300)),
                ])
        },
    ]
}
