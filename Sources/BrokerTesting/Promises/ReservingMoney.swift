import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let reservingMoney: [BrokerPromise] = [
        BrokerPromise("What is set aside counts at once, and a settlement takes its place") { bench async throws in
            let lock = try await bench.start("a")
            let reservation = try await bench.reserve(lock, "0.50")
            var cost = try await bench.cost()
            #expect(cost.calls == 1 && cost.reserved.description == "0.50" && cost.spent == .zero)
            let bill = SpendSettlement(
                reservation: reservation, outcome: .billed(try bench.money("0.20")), amounts: ["tokens": 12])
            try await bench.finish(lock, settling: [bill])
            cost = try await bench.cost()
            #expect(cost.calls == 1 && cost.reserved == .zero && cost.spent.description == "0.20")
        },
        BrokerPromise("What is free costs nothing, and what nobody knows its maximum") { bench async throws in
            let lock = try await bench.start("a")
            let free = try await bench.reserve(lock, "0.50")
            let unknown = try await bench.reserve(lock, "0.30")
            try await bench.finish(
                lock,
                settling: [
                    SpendSettlement(reservation: free, outcome: .free),
                    SpendSettlement(reservation: unknown, outcome: .unknown),
                ])
            let cost = try await bench.cost()
            #expect(cost.calls == 2 && cost.spent.description == "0.30" && cost.unknown == 1)
        },
        BrokerPromise("A call that cost more than was set aside counts as it is, and is an overrun") {
            bench async throws in
            let lock = try await bench.start("a")
            let reservation = try await bench.reserve(lock, "0.10")
            let bill = SpendSettlement(reservation: reservation, outcome: .billed(try bench.money("0.25")))
            try await bench.finish(lock, settling: [bill])
            let cost = try await bench.cost()
            #expect(cost.spent.description == "0.25" && cost.overruns == 1)
        },
        BrokerPromise("Nothing is set aside under a lock that is lost") { bench async throws in
            let lock = try await bench.start("a")
            let stale = Lock(deliveryID: lock.deliveryID, fence: lock.fence - 1)
            for (lock, time): (Lock, Int64) in [(stale, 1), (lock, 60_000), (Lock(deliveryID: 99, fence: 1), 1)] {
                let code = try await bench.refusal { try await bench.reserve(lock, "0.10", at: time) }
                #expect(code == .lockLost)
            }
            #expect(try await bench.costs(.job).isEmpty)
        },
        BrokerPromise("A reservation is settled once, under its own lock, and whole with its checkpoint") {
            bench async throws in
            let lock = try await bench.start("a")
            let other = try await bench.start("b")
            let reservation = try await bench.reserve(lock, "0.10")
            let free = SpendSettlement(reservation: reservation, outcome: .free)
            #expect(try await bench.refusal { try await bench.finish(other, settling: [free]) } == .notFound)
            #expect(try await bench.refusal { try await bench.finish(lock, settling: [free, free]) } == .notFound)
            #expect(try await bench.broker.steps(of: "a").isEmpty)
            #expect(try await bench.cost().reserved.description == "0.10")
            try await bench.finish(lock, settling: [free])
            #expect(try await bench.refusal { try await bench.finish(lock, settling: [free]) } == .notFound)
            #expect(try await bench.cost().spent == .zero)
        },
        BrokerPromise("A checkpoint that is refused settles nothing") { bench async throws in
            let lock = try await bench.start("a")
            let reservation = try await bench.reserve(lock, "0.10")
            var checkpoint = Checkpoint.full(lock)
            checkpoint.spends = [SpendSettlement(reservation: reservation, outcome: .free)]
            checkpoint.messages = [JobSubmission(id: "x", jobType: "nobody", payload: .null)]
            #expect(try await bench.refusal { try await bench.finish(checkpoint, at: 2) } == .unroutable)
            #expect(try await bench.cost().reserved.description == "0.10")
        },
        BrokerPromise("What is open when its lock is settled is spent at its maximum") { bench async throws in
            let outcomes: [Settlement.Outcome] = [
                .complete(result: 1), .retry(.broken, cause: .failed, notBefore: nil), .release, .cancel,
                .deadLetter(reason: "Why", .broken, cause: .failed),
            ]
            for (index, outcome) in outcomes.enumerated() {
                let lock = try await bench.start("j\(index)")
                let reservation = try await bench.reserve(lock, "0.10")
                try await bench.settle(lock, outcome, at: 1)
                let line = try #require(try await bench.costs(.job) { $0.jobID = "j\(index)" }.first)
                #expect(line.unknown == 1 && line.spent.description == "0.10" && line.reserved == .zero)
                let late = SpendSettlement(reservation: reservation, outcome: .free)
                #expect(try await bench.refusal { try await bench.finish(lock, settling: [late], at: 2) } == .lockLost)
            }
            #expect(try await bench.cost().spent.description == "0.50")
        },
        BrokerPromise("What is open when its lock is taken back is spent at its maximum") { bench async throws in
            for (id, live): (String, Set<String>) in [("lost", ["w1"]), ("died", []), ("cancelled", [])] {
                try await bench.reserve(try await bench.start(id), "0.10")
                if id == "cancelled" { try await bench.cancel(id, at: 60_000) }
                try await bench.sweep(live: live, at: 60_000)
                let line = try #require(try await bench.costs(.job) { $0.jobID = id }.first)
                #expect(line.unknown == 1 && line.spent.description == "0.10", "\(id)")
            }
        },
        BrokerPromise("What an attempt settled stays as it is when the next one ends") { bench async throws in
            let first = try await bench.start("a")
            try await bench.spend(first, "0.10")
            try await bench.reserve(first, "0.20")
            try await bench.fail(first, at: 1)
            let second = try await bench.lock(at: 20_000).lock
            try await bench.spend(second, "0.01", at: 20_000)
            try await bench.settle(second, .complete(result: 1), at: 20_001)
            let cost = try await bench.cost()
            #expect(cost.calls == 3 && cost.unknown == 1 && cost.spent.description == "0.31")
        },
    ]
}
