import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let routingMany: [BrokerPromise] = [
        BrokerPromise("Of 5,000 subscriptions those take a message whose filters say so, in their order") {
            bench async throws in
            var random = SeededRandom(seed: 5000)
            let many = (0..<5000).map { Subscription.random("s\($0)", using: &random) }
            try await bench.configure(at: 0) { $0.subscriptions += many }
            var taken = 0
            for index in 0..<60 {
                let job = JobSubmission(
                    id: "j\(index)", jobType: "t\(random.below(4))", payload: .null,
                    attributes: random.attributes(), target: .topic("big"))
                let expected = many.filter { $0.takes(job.routingAttributes) }.map(\.name)
                let result = await bench.broker.submit([job], at: .at(0))[0]
                #expect((try? result.get().subscriptions) ?? [] == expected)
                taken += expected.count
            }
            // The filters are neither empty nor all alike.
            #expect(taken > 100 && taken < 60 * 500)
        },
        BrokerPromise("What nobody takes is refused with its attributes and the nearest filter") {
            bench async throws in
            let job = JobSubmission(id: "a", jobType: "shrt", payload: .null, attributes: ["size": 3])
            let error = try #require(await bench.broker.submit([job], at: .at(0))[0].failure)
            #expect(error.code == .unroutable)
            for part in ["jobs", "shrt", "size=3", "`short`"] { #expect(error.message.contains(part), "\(error)") }
        },
        BrokerPromise("A misspelled topic or subscription is refused with the nearest name") { bench async throws in
            let targets: [(JobSubmission.Target, String)] = [
                (.topic("job"), "jobs"), (.subscription("shrot"), "short"),
            ]
            for (target, near) in targets {
                let job = JobSubmission(id: "a", jobType: "work", payload: .null, target: target)
                let error = try #require(await bench.broker.submit([job], at: .at(0))[0].failure)
                #expect(error.message.contains("`\(near)`"), "\(error)")
            }
        },
        BrokerPromise("The job type and the creator a message is routed by are its own, whatever it says") {
            bench async throws in
            let lying: [String: JSONValue] = ["jobType": "picky", "creatorId": "bob", "size": 99]
            #expect(try await bench.submit("a", attributes: lying).subscriptions == ["work"])
        },
        BrokerPromise("A value matches its own kind alone") { bench async throws in
            let values: [JSONValue] = [1, "1", true, .null, [1], ["n": 1]]
            try await bench.configure(at: 0) { topology in
                topology.subscriptions += values.enumerated().map { index, value in
                    Subscription(name: "v\(index)", topic: "kinds", match: ["v": value], definition: "d1")
                }
            }
            for (index, value) in values.enumerated() {
                let receipt = try await bench.submit("j\(index)", attributes: ["v": value], to: .topic("kinds"))
                #expect(receipt.subscriptions == ["v\(index)"])
            }
            let missing = try await bench.refusal { try await bench.submit("none", to: .topic("kinds")) }
            #expect(missing == .unroutable)
        },
    ]
}

extension Subscription {
    fileprivate static func random(_ name: String, using random: inout SeededRandom) -> Subscription {
        var all = random.attributes()
        all["jobType"] = .string("t\(random.below(4))")
        var match = all.filter { _ in random.below(2) == 0 }
        if match.count < 2 { match = all }
        let least = Int64(random.below(40))
        var subscription = Subscription(name: name, topic: "big", match: match, definition: "d1")
        if random.below(3) == 0 { subscription.condition = { ($0["size"]?.intValue ?? 0) >= least } }
        return subscription
    }
}

extension SeededRandom {
    fileprivate mutating func attributes() -> [String: JSONValue] {
        let site = JSONValue.string("s\(below(20))")
        let share = JSONValue.double(Double(below(10)) / 2)
        return ["site": site, "size": .int(Int64(below(30))), "share": share, "isLong": .bool(below(2) == 0)]
    }
}
