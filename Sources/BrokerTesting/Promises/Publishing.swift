import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let publishing: [BrokerPromise] = [
        BrokerPromise("Events come in order, and a reader resumes after the last one it saw") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.submit("b")
            try await bench.settle(lock, .complete(result: 1), at: 5)
            let events = try await bench.events("a")
            #expect(events.map(\.sequence) == events.map(\.sequence).sorted())
            #expect(Set(events.map(\.sequence)).count == 3)
            let rest = try await bench.broker.events(of: "a", after: events[0].sequence, limit: 10)
            #expect(rest == Array(events.dropFirst()))
            #expect(try await bench.broker.events(of: "a", after: 0, limit: 2) == Array(events.prefix(2)))
            #expect(try await bench.broker.events(of: "a", after: .max, limit: 10).isEmpty)
        },
        BrokerPromise("A limit below one reads nothing") { bench async throws in
            try await bench.submit("a")
            for limit in [0, -1, .min] {
                #expect(try await bench.broker.events(of: "a", after: 0, limit: limit).isEmpty)
                #expect(try await bench.broker.jobs(JobQuery(limit: limit)).isEmpty)
            }
        },
        BrokerPromise("The sequence grows over all jobs") { bench async throws in
            var last: Int64 = 0
            for id in ["a", "b", "c"] {
                try await bench.submit(id)
                let sequence = try #require(try await bench.events(id).last?.sequence)
                #expect(sequence > last)
                last = sequence
            }
        },
        BrokerPromise("An event about a job says where the job stands, whose it is and when that was") {
            bench async throws in
            try await bench.submit("a", creator: nil, at: 4)
            try await bench.settle(try await bench.lock(at: 5).lock, .complete(result: "big"), at: 6)
            let events = try await bench.events("a")
            #expect(events.map(\.time) == [.at(4), .at(5), .at(6)])
            #expect(events.map { $0.data["status"] } == ["pending", "processing", "completed"])
            #expect(events.map { $0.data["attempt"] } == [0, 1, 1])
            #expect(events.map { $0.data["progress"] } == [0, 0, 100])
            #expect(events.allSatisfy { $0.data["jobType"] == "work" && $0.data["creatorId"] == .some(.null) })
            #expect(events.allSatisfy { $0.data["result"] == nil })
        },
        BrokerPromise("A refused write publishes nothing") { bench async throws in
            let lock = try await bench.start("a")
            let before = try await bench.events("a")
            _ = try await bench.refusal { try await bench.submit("a") }
            _ = try await bench.refusal { try await bench.report(lock, 1, at: 60_000) }
            #expect(try await bench.events("a") == before)
        },
        BrokerPromise("A job nobody knows has no events, steps or late results") { bench async throws in
            #expect(try await bench.events("nobody").isEmpty)
            #expect(try await bench.broker.steps(of: "nobody").isEmpty)
            #expect(try await bench.broker.lateResults(of: "nobody").isEmpty)
            #expect(try await bench.broker.job("nobody") == nil)
        },
    ]
}
