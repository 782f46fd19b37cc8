import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let reacting: [BrokerPromise] = [
        BrokerPromise("An event is a CloudEvent with these fields and no others") { bench async throws in
            try await bench.submit("a")
            let event = try #require(try await bench.events("a").first)
            let sequence = JSONValue.string(String(event.sequence))
            #expect(
                event.cloudEvent == [
                    "specversion": "1.0", "id": sequence, "source": "/v1/jobs/a", "type": "job.submitted",
                    "subject": "a", "time": "2023-11-14T22:13:20.123Z", "datacontenttype": "application/json",
                    "data": event.data, "sequence": sequence,
                ])
        },
        BrokerPromise("The events of all jobs are one growing sequence, and each job's are in it in order") {
            bench async throws in
            let (one, two) = (try await bench.start("a"), try await bench.start("b"))
            try await bench.finish(.full(two), at: 1)
            try await bench.settle(one, .complete(result: 1), at: 2)
            try await bench.settle(two, .release, at: 3)
            let all = try await bench.broker.events(after: 0, limit: 1000)
            #expect(zip(all, all.dropFirst()).allSatisfy { $0.sequence < $1.sequence })
            for id in ["a", "b"] { #expect(try await all.filter { $0.jobID == id } == bench.events(id)) }
            #expect(all.count == 8)
        },
        BrokerPromise("A reader of all events resumes after any of them, as many at a time as it likes") {
            bench async throws in
            for id in ["a", "b", "c"] { _ = try await bench.start(id) }
            let all = try await bench.broker.events(after: 0, limit: 1000)
            for (index, event) in all.enumerated() {
                let rest = try await bench.broker.events(after: event.sequence, limit: 2)
                #expect(rest == Array(all.dropFirst(index + 1).prefix(2)))
            }
            #expect(try await bench.broker.events(after: .min, limit: 1000) == all)
            for limit in [0, -1, .min] {
                #expect(try await bench.broker.events(after: 0, limit: limit).isEmpty)
            }
        },
        BrokerPromise("A subscription of the events gets each event it takes once, with all others that take it") {
            bench async throws in
            let lock = try await bench.start("a", type: "song")
            #expect(try await bench.lockedIDs("bell", at: 0).isEmpty)
            try await bench.settle(lock, .complete(result: 1), at: 5)
            let event = try #require(try await bench.events("a").last)
            for subscription in ["bell", "chime"] {
                #expect(try await bench.lockedIDs(subscription, at: 5) == ["a.\(event.sequence)"])
                #expect(try await bench.lockedIDs(subscription, at: 5).isEmpty)
            }
        },
        BrokerPromise("The job of an event carries it as its payload, and its facts as attributes") {
            bench async throws in
            try await bench.settle(try await bench.start("a", type: "song"), .complete(result: 1), at: 5)
            let event = try #require(try await bench.events("a").last)
            let locked = try await bench.lock("chime", at: 6)
            #expect(locked.job.payload == event.cloudEvent)
            #expect(locked.job.parentID == "a" && locked.job.creatorID == "alice" && locked.job.topic == "events")
            #expect(locked.job.jobType == "job.completed" && locked.job.createdAt == .at(5))
            #expect(locked.job.definition == "d2" && locked.job.subscription == "chime")
            #expect(
                locked.attributes == [
                    "type": "job.completed", "jobId": "a", "jobType": "song", "creatorId": "alice",
                    "status": "completed", "subscription": "song",
                ])
        },
        BrokerPromise("Conditions of event subscriptions see the event's attributes") { bench async throws in
            let lock = try await bench.start("a", type: "watched")
            try await bench.report(lock, 50, at: 1)
            try await bench.settle(lock, .complete(result: 1), at: 2)
            let heard = try await bench.lockAll("diary", at: 3).deliveries.map { $0.attributes["type"] }
            #expect(heard == ["job.submitted", "job.started", "job.completed"])
        },
        BrokerPromise("What happens to the job of an event is not announced again, but stays with that job") {
            bench async throws in
            try await bench.configure(at: 0) {
                $0.subscriptions.append(Subscription(name: "all", topic: Topic.events, match: [:], definition: "d1"))
            }
            try await bench.submit("a")
            let reaction = try await bench.lock("all", at: 1)
            try await bench.finish(Checkpoint(lock: reaction.lock, step: Checkpoint.full(reaction.lock).step), at: 1)
            try await bench.settle(reaction.lock, .complete(result: 1), at: 2)
            #expect(try await bench.broker.jobs(JobQuery()).count == 2)
            let types = try await bench.eventTypes(reaction.job.id)
            #expect(types == ["job.submitted", "job.started", "step.completed", "job.completed"])
        },
        BrokerPromise("What the step of such a job emits is announced, for a limited number of hops") {
            bench async throws in
            try await bench.emitEcho(try await bench.start("a"))
            var heard = 0
            while let locked = try await bench.lockAll("echo", limit: 1, at: 1).deliveries.first {
                heard += 1
                try #require(heard <= Topic.hopLimit)
                try await bench.emitEcho(locked.lock)
                try await bench.settle(locked.lock, .complete(result: 1), at: 1)
            }
            #expect(heard == Topic.hopLimit)
            #expect(try await bench.broker.deadLetters(bench.query()).map(\.reason) == [DeadLetterReason.maxHops])
        },
        BrokerPromise("A write that fails announces none of its events") { bench async throws in
            var checkpoint = Checkpoint.full(try await bench.start("a"))
            checkpoint.events = [NewEvent(type: "echo", data: .null)]
            checkpoint.messages = [JobSubmission(id: "b", jobType: "nobody", payload: .null)]
            let before = try await bench.broker.events(after: 0, limit: 1000)
            #expect(try await bench.refusal { try await bench.finish(checkpoint, at: 1) } == .unroutable)
            #expect(try await bench.lockedIDs("echo", at: 1).isEmpty)
            #expect(try await bench.broker.events(after: 0, limit: 1000) == before)
        },
        BrokerPromise("One event subscription's dead letter or backlog is no other's") { bench async throws in
            for id in ["a", "b"] {
                try await bench.settle(try await bench.start(id, type: "song"), .complete(result: 1), at: 1)
            }
            let bad = try await bench.lock("bell", at: 2)
            try await bench.settle(bad.lock, .deadLetter(reason: "x", .broken, cause: .failed), at: 2)
            #expect(try await bench.lockedIDs("chime", at: 2).count == 2)
            #expect(try await bench.counts("chime").dead == 0)
            #expect(try await bench.job("a").status == .completed)
        },
    ]
}

extension BrokerBench {
    fileprivate func emitEcho(_ lock: Lock) async throws {
        var checkpoint = Checkpoint(lock: lock, step: Checkpoint.full(lock).step)
        checkpoint.events = [NewEvent(type: "echo", data: ["n": 1])]
        try await finish(checkpoint, at: 1)
    }
}
