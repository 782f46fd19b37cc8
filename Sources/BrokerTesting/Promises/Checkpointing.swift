import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let checkpointing: [BrokerPromise] = [
        BrokerPromise("A checkpoint stores the step, its events, its records and the progress together") {
            bench async throws in
            let lock = try await bench.start("a")
            let checkpoint = Checkpoint.full(lock)
            try await bench.finish(checkpoint, at: 3)
            #expect(try await bench.broker.steps(of: "a") == [checkpoint.step])
            #expect(try await bench.job("a").progress == 40)
            #expect(try await bench.broker.record(collection: "c", id: "r") == checkpoint.records[0])
            let events = try await bench.events("a").dropFirst(2)
            #expect(events.map(\.type) == ["video.analysed", "step.completed"])
            #expect(events.first?.data == ["scenes": 3])
            #expect(events.last?.data["step"] == "one" && events.last?.data["progress"] == 40)
        },
        BrokerPromise("A step's status names its event") { bench async throws in
            let lock = try await bench.start("a")
            for status in StepRecord.Status.allCases {
                var checkpoint = Checkpoint(lock: lock, step: Checkpoint.full(lock, step: status.rawValue).step)
                checkpoint.step.status = status
                checkpoint.step.failure = status == .failed ? .broken : nil
                try await bench.finish(checkpoint, at: 3)
            }
            let events = try await bench.events("a").dropFirst(2)
            #expect(events.map(\.type) == ["step.completed", "step.skipped", "step.failed"])
            #expect(events.last?.data["failure"] == ["code": "broken", "message": "It broke.", "step": "one"])
            #expect(try await bench.broker.steps(of: "a").last?.failure == .broken)
        },
        BrokerPromise("The latest try of a step counts") { bench async throws in
            let lock = try await bench.start("a")
            var checkpoint = Checkpoint.full(lock)
            checkpoint.step.status = .failed
            try await bench.finish(checkpoint, at: 3)
            checkpoint.step.status = .completed
            checkpoint.step.attempt = 3
            try await bench.finish(checkpoint, at: 4)
            #expect(try await bench.broker.steps(of: "a") == [checkpoint.step])
        },
        BrokerPromise("Steps come in the order they ended") { bench async throws in
            let lock = try await bench.start("a")
            for (step, end): (String, Int64) in [("late", 30), ("early", 10), ("middle", 20), ("also", 20)] {
                try await bench.finish(.full(lock, step: step, endedAt: end), at: 30)
            }
            let steps = try await bench.broker.steps(of: "a").map(\.stepID)
            #expect(steps == ["early", "middle", "also", "late"])
        },
        BrokerPromise("A checkpoint without progress leaves it, and one beyond the bounds is held within") {
            bench async throws in
            let lock = try await bench.start("a")
            var checkpoint = Checkpoint.full(lock)
            try await bench.finish(checkpoint, at: 3)
            checkpoint.progress = nil
            try await bench.finish(checkpoint, at: 3)
            #expect(try await bench.job("a").progress == 40)
            checkpoint.progress = 1000
            try await bench.finish(checkpoint, at: 3)
            #expect(try await bench.job("a").progress == 100)
        },
        BrokerPromise("A report raises the progress and never lowers it") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.report(lock, 30, note: "frame 3", at: 1)
            try await bench.report(lock, 20, at: 2)
            try await bench.report(lock, 1000, at: 3)
            let events = try await bench.events("a").dropFirst(2)
            #expect(events.map(\.type) == ["job.progress", "job.progress", "job.progress"])
            #expect(events.map { $0.data["progress"] } == [30, 30, 100])
            #expect(events.first?.data["note"] == "frame 3" && events.first?.data["step"] == "one")
            #expect(try await bench.job("a").progress == 100)
        },
        BrokerPromise("Two checkpoints in one batch are both stored") { bench async throws in
            let lock = try await bench.start("a")
            let results = await bench.broker.checkpoint([.full(lock), .full(lock, step: "two")], at: .at(3))
            #expect(results.map { $0.failure?.code } == [nil, nil])
            #expect(try await bench.broker.steps(of: "a").count == 2)
        },
    ]
}
