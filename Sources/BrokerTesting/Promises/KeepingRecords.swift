import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let keepingRecords: [BrokerPromise] = [
        BrokerPromise("Jobs are listed newest first and page by page") { bench async throws in
            for id in ["d", "a", "c", "b"] { try await bench.submit(id) }
            #expect(try await bench.broker.jobs(JobQuery(limit: 2)).map(\.id) == ["b", "c"])
            #expect(try await bench.broker.jobs(JobQuery(before: "c", limit: 2)).map(\.id) == ["a", "d"])
            #expect(try await bench.broker.jobs(JobQuery(before: "d")).isEmpty)
        },
        BrokerPromise("A page after a job nobody knows is refused") { bench async throws in
            let code = try await bench.refusal { _ = try await bench.broker.jobs(JobQuery(before: "nobody")) }
            #expect(code == .notFound)
        },
        BrokerPromise("Jobs are found by status, type and creator, and by all of them at once") { bench async throws in
            try await bench.submit("a")
            try await bench.submit("b", creator: "bob")
            try await bench.submit("c", type: "once", creator: "bob")
            try await bench.cancel("c", at: 1)
            try await bench.settle(try await bench.lock(job: "a", at: 1).lock, .complete(result: 1), at: 2)
            let broker = bench.broker
            #expect(try await broker.jobs(JobQuery(status: .completed)).map(\.id) == ["a"])
            #expect(try await broker.jobs(JobQuery(status: .cancelled)).map(\.id) == ["c"])
            #expect(try await broker.jobs(JobQuery(jobType: "work")).map(\.id) == ["b", "a"])
            #expect(try await broker.jobs(JobQuery(creatorID: "bob")).map(\.id) == ["c", "b"])
            #expect(
                try await broker.jobs(JobQuery(status: .pending, jobType: "work", creatorID: "bob")).map(\.id) == ["b"])
            #expect(try await broker.jobs(JobQuery(creatorID: "' OR 1=1 --")).isEmpty)
        },
        BrokerPromise("A record is kept by collection and id, and a later one takes its place") { bench async throws in
            let lock = try await bench.start("a")
            for value in [1, 2] as [JSONValue] {
                var checkpoint = Checkpoint.full(lock)
                checkpoint.records = [
                    RecordWrite(collection: "c", id: "r", value: value),
                    RecordWrite(collection: "c", id: "other", value: ["x": value]),
                ]
                try await bench.finish(checkpoint, at: 1)
            }
            #expect(try await bench.broker.record(collection: "c", id: "r")?.value == 2)
            #expect(try await bench.broker.record(collection: "c", id: "other")?.value == ["x": 2])
            #expect(try await bench.broker.record(collection: "r", id: "c") == nil)
        },
        BrokerPromise("A late result is kept and changes nothing else") { bench async throws in
            try await bench.submit("a")
            let before = try await bench.picture("a")
            let late = LateResult(
                jobID: "a", stepID: "one", attempt: 2, fence: 7, outcome: "rate_limit", receivedAt: .at(8))
            let unknown = LateResult(
                jobID: "nobody", stepID: "one", attempt: 1, fence: 1, outcome: "completed", receivedAt: .at(9))
            try await bench.broker.recordLate([late, unknown])
            #expect(try await bench.broker.lateResults(of: "a") == [late])
            #expect(try await bench.broker.lateResults(of: "nobody") == [unknown])
            #expect(try await bench.picture("a") == before)
        },
        BrokerPromise("Times keep their millisecond, early and late ones too") { bench async throws in
            for (id, time): (String, Int64) in [("a", 1), ("b", -1_700_000_000_124), ("c", 250_000_000_000_001)] {
                try await bench.submit(id, at: time)
                #expect(try await bench.job(id).createdAt == .at(time))
                #expect(try await bench.events(id).first?.time == .at(time))
            }
        },
        BrokerPromise("Values come back as they were stored") { bench async throws in
            let values: [JSONValue] = [
                .null, true, 0, .int(.max), .int(.min), 1.5, .double(1e300), .double(-.leastNonzeroMagnitude), "",
                "\u{0}\n\"\\",
                "\u{1F600}", [], [:], ["": [["a": nil]]],
            ]
            for (index, value) in values.enumerated() {
                try await bench.submit("j\(index)", payload: value)
                let lock = try await bench.lock(job: "j\(index)", at: 0)
                #expect(lock.job.payload == value)
                try await bench.settle(lock.lock, .complete(result: value), at: 1)
                #expect(try await bench.job("j\(index)").result == value)
            }
        },
    ]
}
