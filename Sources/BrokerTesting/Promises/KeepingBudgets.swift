import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let keepingBudgets: [BrokerPromise] = [
        BrokerPromise("A budget refuses what it does not hold, and says which it is, what is left and what was asked") {
            bench async throws in
            let cases: [(Budget.Scope, String)] = [
                (.job, "job `a`"), (.pipeline(nil), "pipeline `one` for 2023-11-14"),
                (.pipeline("one"), "pipeline `one` for 2023-11-14"), (.creator, "creator `alice` for 2023-11-14"),
                (.all, "the day 2023-11-14"),
            ]
            let lock = try await bench.start("a")
            try await bench.reserve(lock, "0.30")
            for (scope, words) in cases {
                try await bench.put([(scope, "0.50")])
                let error = try await bench.error { try await bench.reserve(lock, "0.21") }
                #expect(error.code == .budgetExceeded)
                #expect(
                    error.message
                        == "the call of `model` may cost 0.21, and the budget of \(words) has 0.20 left of 0.50")
            }
            #expect(try await bench.cost().calls == 1)
            try await bench.reserve(lock, "0.20")
        },
        BrokerPromise("Fifty reservations at once never exceed a budget together") { bench async throws in
            try await bench.put([(.all, "1.00")])
            var locks: [Lock] = []
            for index in 0..<50 { locks.append(try await bench.start("j\(index)")) }
            let granted = await withTaskGroup(of: Bool.self) { group in
                for lock in locks {
                    group.addTask { (try? await bench.reserve(lock, "0.09")) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(granted == 11)
            #expect(try await bench.cost().reserved.description == "0.99")
        },
        BrokerPromise("One batch of reservations never exceeds a budget together") { bench async throws in
            try await bench.put([(.job, "0.25")])
            let lock = try await bench.start("a")
            let request = SpendRequest(lock: lock, stepID: "one", attempt: 1, name: "m", most: try bench.money("0.10"))
            let answers = await bench.broker.reserve([request, request, request], at: .at(1))
            #expect(answers.map { $0.failure?.code } == [nil, nil, .budgetExceeded])
        },
        BrokerPromise("What a settlement gives back may be spent again; what it takes more is missing") {
            bench async throws in
            try await bench.put([(.job, "1.00")])
            let lock = try await bench.start("a")
            for (most, bill, next): (String, String, String) in [("1.00", "0.10", "0.90"), ("0.10", "2.00", "0.01")] {
                let reservation = try await bench.reserve(lock, most)
                let spend = SpendSettlement(reservation: reservation, outcome: .billed(try bench.money(bill)))
                try await bench.finish(lock, settling: [spend])
                if bill == "2.00" {
                    #expect(try await bench.refusal { try await bench.reserve(lock, next) } == .budgetExceeded)
                } else {
                    let again = try await bench.reserve(lock, next)
                    try await bench.finish(lock, settling: [SpendSettlement(reservation: again, outcome: .free)])
                }
            }
        },
        BrokerPromise("A budget of zero refuses every call that can cost something, and lets free ones through") {
            bench async throws in
            try await bench.put([(.all, "0"), (.job, "0"), (.creator, "0"), (.pipeline(nil), "0")])
            let lock = try await bench.start("a")
            #expect(try await bench.refusal { try await bench.reserve(lock, "0.000000001") } == .budgetExceeded)
            let free = try await bench.reserve(lock, "0")
            try await bench.finish(lock, settling: [SpendSettlement(reservation: free, outcome: .billed(.zero))])
            #expect(try await bench.cost().calls == 1)
        },
        BrokerPromise("A job's budget holds for its whole life, over retries, redrives and days") {
            bench async throws in
            try await bench.put([(.job, "0.30")])
            let first = try await bench.start("a")
            try await bench.spend(first, "0.10")
            try await bench.fail(first, at: 1)
            let second = try await bench.lock(at: 20_000).lock
            try await bench.reserve(second, "0.10", at: 20_000)
            try await bench.settle(second, .deadLetter(reason: "Why", .broken, cause: .failed), at: 20_001)
            try await bench.redrive(Redrive(lock: second, start: .start), at: 90_000_000)
            let third = try await bench.lock(at: 90_000_000).lock
            let error = try await bench.error { try await bench.reserve(third, "0.11", at: 90_000_000) }
            #expect(error.message.contains("0.10 left of 0.30"))
            try await bench.reserve(third, "0.10", at: 90_000_000)
        },
        BrokerPromise("The budgets of a day begin anew at midnight in UTC") { bench async throws in
            try await bench.put([(.all, "0.10"), (.creator, "0.10"), (.pipeline("one"), "0.10")])
            let lock = try await bench.start("a", at: 6_399_000)
            try await bench.reserve(lock, "0.10", at: 6_399_876)
            #expect(try await bench.refusal { try await bench.reserve(lock, "0.01", at: 6_399_876) } == .budgetExceeded)
            try await bench.reserve(lock, "0.10", at: 6_399_877)
        },
        BrokerPromise("A call counts on the day it began, whenever it is settled") { bench async throws in
            try await bench.put([(.all, "0.10")])
            let lock = try await bench.start("a", at: 6_399_000)
            let reservation = try await bench.reserve(lock, "0.10", at: 6_399_876)
            let free = SpendSettlement(reservation: reservation, outcome: .billed(try bench.money("0.08")))
            try await bench.finish(lock, settling: [free], at: 6_399_877)
            try await bench.reserve(lock, "0.10", at: 6_399_877)
            #expect(try await bench.costs(.day).map(\.spent.description) == ["0.08", "0.00"])
        },
        BrokerPromise("A pipeline's own budget takes the place of the one each pipeline has") { bench async throws in
            try await bench.put([(.pipeline(nil), "0.10"), (.pipeline("two"), "0.50")])
            let one = try await bench.start("a")
            try await bench.submit("b", type: "both")
            let two = try await bench.lock("right", job: "b", at: 0).lock
            #expect(try await bench.refusal { try await bench.reserve(one, "0.11") } == .budgetExceeded)
            try await bench.reserve(two, "0.50")
            try await bench.reserve(one, "0.10")
            #expect(try await bench.refusal { try await bench.reserve(two, "0.01") } == .budgetExceeded)
        },
        BrokerPromise("Each creator has a budget, and jobs without one share theirs") { bench async throws in
            try await bench.put([(.creator, "0.10")])
            var locks: [Lock] = []
            for (id, creator) in [("a", "alice"), ("b", "bob"), ("c", nil), ("d", nil), ("e", "")] {
                try await bench.submit(id, creator: creator)
                locks.append(try await bench.lock(job: id, at: 0).lock)
            }
            for index in [0, 1, 2, 4] { try await bench.reserve(locks[index], "0.10") }
            #expect(try await bench.refusal { try await bench.reserve(locks[3], "0.01") } == .budgetExceeded)
        },
        BrokerPromise("A budget counts what was spent before it was in force") { bench async throws in
            let lock = try await bench.start("a")
            try await bench.spend(lock, "0.10")
            try await bench.put([(.job, "0.15"), (.job, "0.90")])
            #expect(try await bench.refusal { try await bench.reserve(lock, "0.06") } == .budgetExceeded)
            try await bench.put([])
            try await bench.reserve(lock, "5.00")
        },
    ]
}
