import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let detectingDuplicates: [BrokerPromise] = [
        BrokerPromise("A message whose id is known makes no second job, whatever it carries") { bench async throws in
            try await bench.order("a", "m")
            let receipt = try await bench.order("b", "m", payload: ["other": 2], at: 1)
            #expect(receipt == SubmissionReceipt(jobID: "a", isRepeat: true, subscriptions: ["orders"]))
            #expect(try await bench.broker.job("b") == nil)
            #expect(try await bench.counts("orders").delivered == 1)
        },
        BrokerPromise("The window ends to the millisecond, and a repeat does not prolong it") { bench async throws in
            try await bench.order("a", "m")
            #expect(try await bench.order("b", "m", at: 599_999).isRepeat)
            #expect(try await bench.order("c", "m", at: 600_000).isRepeat == false)
            #expect(try await bench.order("d", "m", at: 1_199_999).jobID == "c")
            #expect(try await bench.order("e", "m", at: 1_200_000).isRepeat == false)
        },
        BrokerPromise("A sweep forgets no id before its window ends") { bench async throws in
            try await bench.order("a", "m")
            try await bench.sweep(at: 599_999)
            #expect(try await bench.order("b", "m", at: 599_999).isRepeat)
            try await bench.sweep(at: 600_000)
            #expect(try await bench.order("c", "m", at: 600_000).isRepeat == false)
        },
        BrokerPromise("Ids of two topics never meet, and each topic has its own window") { bench async throws in
            try await bench.order("a", "m")
            #expect(try await bench.order("b", "m", to: "returns").isRepeat == false)
            #expect(try await bench.order("c", "m", to: "returns", at: 20_000).isRepeat == false)
            #expect(try await bench.order("d", "m", at: 20_000).isRepeat)
        },
        BrokerPromise("A topic without a window does not look at ids") { bench async throws in
            for id in ["a", "b"] { #expect(try await bench.order(id, "m", to: "elsewhere").isRepeat == false) }
        },
        BrokerPromise("Ids of two creators never meet") { bench async throws in
            for (index, creator) in ["alice", "bob", nil].enumerated() {
                #expect(try await bench.order("a\(index)", "m", creator: creator).isRepeat == false)
            }
            #expect(try await bench.order("b", "m", creator: nil).jobID == "a2")
        },
        BrokerPromise("Messages without an id are never duplicates, an empty id is one") { bench async throws in
            for id in ["a", "b"] { #expect(try await bench.order(id, nil).isRepeat == false) }
            #expect(try await bench.order("c", "").isRepeat == false)
            #expect(try await bench.order("d", "").jobID == "c")
        },
        BrokerPromise("A message for later reserves its id when it is submitted") { bench async throws in
            try await bench.submit(
                "a", to: .topic("orders"), messageID: "m", notBefore: 1_000_000)
            #expect(try await bench.order("b", "m", at: 5).jobID == "a")
            #expect(try await bench.order("c", "m", at: 600_000).isRepeat == false)
        },
        BrokerPromise("An id stays known when its job has ended") { bench async throws in
            try await bench.order("a", "m")
            try await bench.settle(try await bench.lock("orders", at: 0).lock, .complete(result: 1), at: 1)
            #expect(try await bench.order("b", "m", at: 2).isRepeat)
        },
        BrokerPromise("A refused message does not reserve its id") { bench async throws in
            try await bench.order("a", "first")
            #expect(try await bench.refusal { try await bench.order("a", "m") } == .duplicateID)
            #expect(try await bench.order("b", "m").isRepeat == false)
        },
        BrokerPromise("A job for one subscription alone is no message of a topic") { bench async throws in
            for id in ["a", "b"] {
                let receipt = try await bench.submit(id, to: .subscription("orders"), messageID: "m")
                #expect(receipt.isRepeat == false)
            }
        },
        BrokerPromise("An idempotency key compares bodies all the same") { bench async throws in
            try await bench.submit("a", payload: 1, to: .topic("orders"), key: "k", messageID: "m")
            let code = try await bench.refusal {
                try await bench.submit("b", payload: 2, to: .topic("orders"), key: "k", messageID: "m")
            }
            #expect(code == .idempotencyConflict)
            #expect(
                try await bench.submit("c", payload: 1, to: .topic("orders"), key: "k", messageID: "n").jobID == "a")
        },
        BrokerPromise("A duplicate that a step publishes does not fail its checkpoint") { bench async throws in
            try await bench.order("a", "m")
            let lock = try await bench.start("b")
            var checkpoint = Checkpoint.full(lock)
            checkpoint.messages = [
                JobSubmission(
                    id: "c", jobType: "work", creatorID: "alice", payload: 1, target: .topic("orders"), messageID: "m")
            ]
            try await bench.finish(checkpoint, at: 1)
            #expect(try await bench.broker.job("c") == nil)
            #expect(try await bench.broker.steps(of: "b").count == 1)
        },
    ]
}

extension BrokerBench {
    @discardableResult
    fileprivate func order(
        _ id: String, _ messageID: String?, creator: String? = "alice", payload: JSONValue = ["n": 1],
        to topic: String = "orders", at time: Int64 = 0
    ) async throws -> SubmissionReceipt {
        try await submit(id, creator: creator, payload: payload, to: .topic(topic), messageID: messageID, at: time)
    }
}
