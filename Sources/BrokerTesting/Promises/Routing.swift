import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let routing: [BrokerPromise] = [
        BrokerPromise("A condition sees the attributes, and only true matches") { bench async throws in
            #expect(try await bench.refusal { try await bench.submit("a", type: "picky") } == .unroutable)
            let small = try await bench.refusal {
                try await bench.submit("a", type: "picky", attributes: ["size": 10])
            }
            #expect(small == .unroutable)
            #expect(
                try await bench.submit("a", type: "picky", attributes: ["size": 11]).subscriptions == ["picky"])
        },
        BrokerPromise("A job for a subscription goes there alone, whatever that matches") { bench async throws in
            let receipt = try await bench.submit("a", type: "anything", to: .subscription("picky"))
            #expect(receipt.subscriptions == ["picky"])
            #expect(try await bench.lock("picky", at: 0).job.id == "a")
        },
        BrokerPromise("A job for a subscription that is not there is refused") { bench async throws in
            let code = try await bench.refusal { try await bench.submit("a", to: .subscription("gone")) }
            #expect(code == .unknownSubscription)
            #expect(try await bench.broker.job("a") == nil)
        },
        BrokerPromise("Topics are apart") { bench async throws in
            #expect(try await bench.submit("a", to: .topic("elsewhere")).subscriptions == ["everything"])
            #expect(try await bench.lockAll("work", at: 0).deliveries.isEmpty)
        },
        BrokerPromise("A message carries its attributes to the worker") { bench async throws in
            try await bench.submit("a", attributes: ["size": 3, "tags": ["x"]])
            #expect(try await bench.lock(at: 0).attributes == ["size": 3, "tags": ["x"]])
        },
        BrokerPromise("Definitions stay when a later topology no longer names them") { bench async throws in
            try await bench.broker.configure(Topology(subscriptions: [], definitions: []), at: .at(1))
            let definition = try await bench.broker.definition("d1")
            #expect(definition == Definition(hash: "d1", name: "one", text: "kind: pipeline"))
            #expect(try await bench.broker.definition("unknown") == nil)
        },
        BrokerPromise("A job keeps the definition it was submitted under") { bench async throws in
            try await bench.submit("a")
            var changed = BrokerBench.topology
            changed.subscriptions[0].definition = "d2"
            try await bench.broker.configure(changed, at: .at(1))
            try await bench.submit("b", at: 1)
            #expect(try await bench.lockAll(at: 2).deliveries.map(\.job.definition) == ["d1", "d2"])
        },
        BrokerPromise("Deliveries of a subscription that is gone stay until it is back") { bench async throws in
            try await bench.submit("a")
            let held = try await bench.start("b")
            try await bench.broker.configure(Topology(subscriptions: [], definitions: []), at: .at(1))
            #expect(try await bench.refusal { _ = try await bench.lockAll(at: 1) } == .unknownSubscription)
            #expect(try await bench.settle(held, .complete(result: 1), at: 1) == .completed)
            try await bench.broker.configure(BrokerBench.topology, at: .at(2))
            #expect(try await bench.lock(at: 2).job.id == "a")
        },
    ]
}
