import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let redriving: [BrokerPromise] = [
        BrokerPromise("A redriven dead letter waits again, with all its attempts, under a new fence") {
            bench async throws in
            let letter = try await bench.kill("a")
            #expect(try await bench.redrive(Redrive(lock: letter), at: 5) == .retrying)
            let job = try await bench.job("a")
            #expect(job.status == .retrying && job.endedAt == nil && job.readyAt == .at(5))
            #expect(try await bench.delivery("a").counts == AttemptCounts())
            #expect(try await bench.letters().isEmpty)
            let again = try await bench.lock(at: 5)
            #expect(again.number == 2 && again.lock.fence > letter.fence)
            #expect(try await bench.settle(again.lock, .complete(result: 1), at: 6) == .completed)
        },
        BrokerPromise("A redrive publishes job.redriven, which says where it starts") { bench async throws in
            let letter = try await bench.kill("a")
            try await bench.redrive(Redrive(lock: letter), at: 5)
            let event = try #require(try await bench.events("a").last)
            #expect(event.type == "job.redriven" && event.time == .at(5))
            #expect(event.data["subscription"] == "work" && event.data["from"] == "failed-step")
            #expect(event.data["status"] == "retrying" && event.data["reason"] == nil)
        },
        BrokerPromise("A redriven delivery may fail as often as a new one") { bench async throws in
            try await bench.redrive(Redrive(lock: try await bench.kill("a")), at: 0)
            var statuses: [JobStatus] = []
            for round in 0..<3 {
                let now = Int64(round) * 30_000
                statuses.append(try await bench.fail(try await bench.lock(at: now).lock, at: now))
            }
            #expect(statuses == [.retrying, .retrying, .failed])
        },
        BrokerPromise("A redrive goes to that subscription alone") { bench async throws in
            try await bench.submit("a", type: "both")
            let (left, right) = (try await bench.lock("left", at: 0).lock, try await bench.lock("right", at: 0).lock)
            try await bench.settle(right, .complete(result: 1), at: 1)
            try await bench.settle(left, .deadLetter(reason: "x", .broken, cause: .failed), at: 1)
            try await bench.redrive(Redrive(lock: left), at: 2)
            #expect(try await bench.lockedIDs("right", at: 2).isEmpty)
            let again = try await bench.lock("left", at: 2).lock
            #expect(try await bench.settle(again, .complete(result: "l"), at: 3) == .completed)
            #expect(try await bench.job("a").result == "l")
        },
        BrokerPromise("From the failed step, what was finished is kept; from the start, nothing is") {
            bench async throws in
            for (id, start) in [("a", Redrive.Start.failedStep), ("b", .start)] {
                let lock = try await bench.start(id)
                try await bench.finish(.full(lock), at: 1)
                try await bench.settle(lock, .deadLetter(reason: "x", .broken, cause: .failed), at: 2)
                try await bench.redrive(Redrive(lock: lock, start: start), at: 3)
                let steps = try await bench.lock(job: id, at: 3).steps.map(\.stepID)
                #expect(steps == (start == .start ? [] : ["one"]))
                #expect(try await bench.broker.steps(of: id).map(\.stepID) == steps)
            }
        },
        BrokerPromise("Starting anew forgets the steps of that subscription alone") { bench async throws in
            try await bench.submit("a", type: "both")
            let (left, right) = (try await bench.lock("left", at: 0).lock, try await bench.lock("right", at: 0).lock)
            for lock in [left, right] {
                try await bench.finish(Checkpoint(lock: lock, step: Checkpoint.full(lock).step), at: 1)
                try await bench.settle(lock, .deadLetter(reason: "x", .broken, cause: .failed), at: 1)
            }
            try await bench.redrive(Redrive(lock: left, start: .start), at: 2)
            try await bench.redrive(Redrive(lock: right), at: 2)
            #expect(try await bench.lock("left", at: 2).steps.isEmpty)
            #expect(try await bench.lock("right", at: 2).steps.count == 1)
        },
        BrokerPromise("An edited payload is for that delivery alone, from the start, and stays with it") {
            bench async throws in
            try await bench.submit("a", type: "both", payload: "old")
            let (left, right) = (try await bench.lock("left", at: 0).lock, try await bench.lock("right", at: 0).lock)
            for lock in [left, right] {
                try await bench.finish(Checkpoint(lock: lock, step: Checkpoint.full(lock).step), at: 1)
                try await bench.settle(lock, .deadLetter(reason: "x", .broken, cause: .failed), at: 1)
            }
            try await bench.redrive(Redrive(lock: left, payload: "new"), at: 2)
            try await bench.redrive(Redrive(lock: right), at: 2)
            let again = try await bench.lock("left", at: 2)
            #expect(again.job.payload == "new" && again.steps.isEmpty)
            #expect(try await bench.lock("right", at: 2).job.payload == "old")
            #expect(try await bench.job("a").payload == "old")
            #expect(try await bench.events("a").first { $0.type == "job.redriven" }?.data["from"] == "start")
            try await bench.settle(again.lock, .deadLetter(reason: "x", .broken, cause: .failed), at: 3)
            #expect(try await bench.letters { $0.text = "new" } == ["a"])
            #expect(try await bench.letter("a").payload == "new")
        },
        BrokerPromise("A dead letter may be redriven by another definition") { bench async throws in
            let letter = try await bench.kill("a")
            try await bench.redrive(Redrive(lock: letter, definition: "d2"), at: 1)
            #expect(try await bench.lock(at: 1).job.definition == "d2")
            #expect(try await bench.delivery("a").definition == "d2")
        },
        BrokerPromise("Redrives may be spread over time, each not before its own moment") { bench async throws in
            var redrives: [Redrive] = []
            for index in 0..<3 {
                let letter = try await bench.kill("j\(index)")
                redrives.append(Redrive(lock: letter, notBefore: .at(1000 * Int64(index + 1))))
            }
            #expect(await bench.broker.redrive(redrives, at: .at(0)).map { $0.failure?.code } == [nil, nil, nil])
            for index in 0..<3 {
                let due = 1000 * Int64(index + 1)
                #expect(try await bench.lockedIDs("work", at: due - 1).isEmpty)
                #expect(try await bench.lockedIDs("work", at: due) == ["j\(index)"])
            }
        },
        BrokerPromise("Time to live begins anew when a redriven delivery is due") { bench async throws in
            try await bench.submit("a", type: "short")
            try await bench.sweep(at: 5_000)
            let letter = try await bench.letter("a")
            let redrive = Redrive(lock: letter.lock, notBefore: .at(200_000))
            #expect(try await bench.redrive(redrive, at: 100_000) == .pending)
            #expect(try await bench.sweep(at: 204_999) == 0)
            #expect(try await bench.sweep(at: 205_000) == 1)
            #expect(try await bench.job("a").status == .timeout)
        },
        BrokerPromise("What is no dead letter is not redriven, and stays as it is") { bench async throws in
            let discarded = try await bench.kill("a")
            try await bench.discard(discarded, at: 1)
            let done = try await bench.start("b")
            try await bench.settle(done, .complete(result: 1), at: 1)
            let running = try await bench.start("c")
            let waiting = try await bench.start("d")
            try await bench.settle(waiting, .release, at: 1)
            for lock in [discarded, done, running, waiting, Lock(deliveryID: 999_999, fence: 1)] {
                let before = try await bench.broker.events(after: 0, limit: 1000)
                #expect(try await bench.refusal { try await bench.redrive(Redrive(lock: lock), at: 2) } == .notFound)
                #expect(try await bench.refusal { try await bench.discard(lock, at: 2) } == .notFound)
                #expect(try await bench.broker.events(after: 0, limit: 1000) == before)
            }
            #expect(try await bench.job("a").status == .failed)
            #expect(try await bench.settle(running, .complete(result: 1), at: 3) == .completed)
        },
        BrokerPromise("A letter that was redriven and died again since it was read stays dead") { bench async throws in
            let read = try await bench.kill("a")
            try await bench.redrive(Redrive(lock: read), at: 1)
            #expect(try await bench.refusal { try await bench.redrive(Redrive(lock: read), at: 1) } == .notFound)
            let again = try await bench.lock(at: 1).lock
            try await bench.settle(again, .deadLetter(reason: "x", .broken, cause: .failed), at: 2)
            let before = try await bench.letter("a")
            #expect(try await bench.refusal { try await bench.redrive(Redrive(lock: read), at: 3) } == .notFound)
            #expect(try await bench.refusal { try await bench.discard(read, at: 3) } == .notFound)
            #expect(try await bench.letter("a") == before)
        },
        BrokerPromise("What was previewed is what is acted on, while new letters arrive") { bench async throws in
            for index in 0..<3 { try await bench.kill("old\(index)") }
            let previewed = try await bench.broker.deadLetters(bench.query())
            for index in 0..<3 { try await bench.kill("new\(index)", at: 1) }
            let results = await bench.broker.redrive(previewed.map { Redrive(lock: $0.lock) }, at: .at(2))
            #expect(results.map { $0.failure?.code } == [nil, nil, nil])
            #expect(try await bench.letters() == ["new2", "new1", "new0"])
            #expect(Set(try await bench.lockedIDs("work", at: 2)) == ["old0", "old1", "old2"])
        },
        BrokerPromise("A letter that is gone leaves the others of the batch alone") { bench async throws in
            let letter = try await bench.kill("a")
            let gone = Lock(deliveryID: 999_999, fence: 1)
            let results = await bench.broker.redrive([Redrive(lock: gone), Redrive(lock: letter)], at: .at(1))
            #expect(results.map { $0.failure?.code } == [.notFound, nil])
        },
        BrokerPromise("A redriven delivery may be cancelled") { bench async throws in
            try await bench.redrive(Redrive(lock: try await bench.kill("a")), at: 1)
            #expect(try await bench.cancel("a", at: 2) == .cancelled)
            #expect(try await bench.lockedIDs("work", at: 3).isEmpty)
        },
    ]
}
