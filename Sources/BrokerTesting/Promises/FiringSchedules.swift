import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let firingSchedules: [BrokerPromise] = [
        BrokerPromise("An instant fires once: repeated, or older than one that is done, it is done") {
            bench async throws in
            let receipt = SubmissionReceipt(jobID: "a", isRepeat: false, subscriptions: ["work"])
            #expect(try await bench.fire("allowing", 1000, "a", at: 1000) == .submitted(receipt))
            for instant: Int64 in [1000, 999, 1] {
                #expect(try await bench.fire("allowing", instant, "b\(instant)", at: 2000) == .done)
                #expect(try await bench.broker.job("b\(instant)") == nil)
            }
            let state = ScheduleState(name: "allowing", lastInstant: .at(1000), lastJobID: "a", fired: 1)
            #expect(try await bench.schedule("allowing") == state)
        },
        BrokerPromise("Instants up to the moment a schedule came are done") { bench async throws in
            #expect(try await bench.fire("allowing", 0, "a", at: 5) == .done)
            #expect(try await bench.fire("allowing", 1, "b", at: 5) != .done)
        },
        BrokerPromise("Instants of one batch fire in turn") { bench async throws in
            let firings = [1, 2, 2, 3].enumerated().map { index, instant in
                Firing(schedule: "allowing", instant: .at(Int64(instant)), submission: .work("j\(index)"))
            }
            let results = await bench.broker.fire(firings, at: .at(9))
            #expect(try results[2].get() == .done)
            #expect(try await bench.broker.jobs(JobQuery()).map(\.id) == ["j3", "j1", "j0"])
        },
        BrokerPromise("Skip passes over an instant while the last job has not ended") { bench async throws in
            try await bench.fire("skipping", 1, "a", at: 1)
            #expect(try await bench.fire("skipping", 2, "b", at: 2) == .skipped(jobID: "a"))
            #expect(try await bench.fire("skipping", 2, "b", at: 2) == .done)
            try await bench.settle(try await bench.lock(at: 3).lock, .complete(result: 1), at: 3)
            try await bench.fire("skipping", 3, "c", at: 3)
            #expect(try await bench.lockedIDs("work", at: 3) == ["c"])
            let state = ScheduleState(name: "skipping", lastInstant: .at(3), lastJobID: "c", fired: 2, skipped: 1)
            #expect(try await bench.schedule("skipping") == state)
        },
        BrokerPromise("Queue keeps an instant until the last job has ended") { bench async throws in
            try await bench.fire("queueing", 1, "a", at: 1)
            let before = try await bench.schedule("queueing")
            for _ in 0..<2 { #expect(try await bench.fire("queueing", 2, "b", at: 2) == .waits(jobID: "a")) }
            #expect(try await bench.schedule("queueing") == before)
            #expect(try await bench.broker.job("b") == nil)
            try await bench.cancel("a", at: 3)
            try await bench.fire("queueing", 2, "b", at: 4)
            #expect(try await bench.schedule("queueing").lastJobID == "b")
        },
        BrokerPromise("Allow fires whatever the last job does") { bench async throws in
            for instant: Int64 in 1...3 { try await bench.fire("allowing", instant, "j\(instant)", at: instant) }
            #expect(try await bench.lockedIDs("work", at: 3) == ["j1", "j2", "j3"])
        },
        BrokerPromise("A dead letter has ended: it holds no instant back") { bench async throws in
            for schedule in ["skipping", "queueing"] {
                try await bench.fire(schedule, 1, schedule, type: "once", at: 1)
                try await bench.fail(try await bench.lock("once", at: 1).lock, at: 1)
                try await bench.fire(schedule, 2, "next \(schedule)", at: 2)
                #expect(try await bench.schedule(schedule).fired == 2)
            }
        },
        BrokerPromise("An instant without a job is passed over") { bench async throws in
            #expect(try await bench.fire("queueing", 1, nil, at: 1) == .skipped(jobID: nil))
            #expect(try await bench.fire("queueing", 1, "a", at: 1) == .done)
            let state = ScheduleState(name: "queueing", lastInstant: .at(1), skipped: 1)
            #expect(try await bench.schedule("queueing") == state)
        },
        BrokerPromise("A schedule nobody knows does not fire") { bench async throws in
            #expect(try await bench.refusal { try await bench.fire("gone", 1, "a", at: 1) } == .notFound)
            try await bench.configure(at: 1) { $0.schedules = [] }
            #expect(try await bench.refusal { try await bench.fire("allowing", 2, "a", at: 2) } == .notFound)
            #expect(try await bench.broker.job("a") == nil)
        },
        BrokerPromise("An instant whose job is refused may fire again") { bench async throws in
            let refused = try await bench.refusal { try await bench.fire("allowing", 1, "a", type: "nobody", at: 1) }
            #expect(refused == .unroutable)
            #expect(try await bench.schedule("allowing").lastInstant == .at(0))
            try await bench.fire("allowing", 1, "a", at: 1)
            #expect(try await bench.job("a").status == .pending)
        },
        BrokerPromise("A changed schedule begins anew, an unchanged one goes on") { bench async throws in
            for name in ["allowing", "skipping"] { try await bench.fire(name, 10, name, at: 10) }
            try await bench.configure(at: 100) { topology in
                topology.schedules[0].fingerprint = "changed"
            }
            #expect(try await bench.schedule("allowing").lastInstant == .at(100))
            #expect(try await bench.schedule("skipping").lastInstant == .at(10))
            #expect(try await bench.fire("allowing", 50, "b", at: 101) == .done)
            #expect(try await bench.fire("skipping", 50, "c", at: 101) == .skipped(jobID: "skipping"))
            #expect(try await bench.schedule("allowing").lastJobID == "allowing")
        },
        BrokerPromise("Schedules are listed by name") { bench async throws in
            #expect(try await bench.broker.schedules().map(\.name) == ["allowing", "queueing", "skipping"])
        },
    ]
}
