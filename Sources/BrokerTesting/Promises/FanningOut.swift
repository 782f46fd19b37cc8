import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let fanningOut: [BrokerPromise] = [
        BrokerPromise("A job two subscriptions take runs once for each, by its own definition") { bench async throws in
            #expect(try await bench.submit("a", type: "both").subscriptions == ["left", "right"])
            let (left, right) = (try await bench.lock("left", at: 0), try await bench.lock("right", at: 0))
            #expect(left.job.definition == "d1" && right.job.definition == "d2")
            #expect(try await bench.settle(left.lock, .complete(result: "l"), at: 1) == .processing)
            #expect(try await bench.eventTypes("a").contains("job.completed") == false)
            #expect(try await bench.settle(right.lock, .complete(result: "r"), at: 2) == .completed)
            #expect(try await bench.job("a").result == "l")
            #expect(try await bench.eventTypes("a").count { $0 == "job.completed" } == 1)
        },
        BrokerPromise("One subscription's dead letter fails the job only when the others are done") {
            bench async throws in
            try await bench.submit("a", type: "both")
            let (left, right) = (try await bench.lock("left", at: 0).lock, try await bench.lock("right", at: 0).lock)
            let dead = Settlement.Outcome.deadLetter(reason: "x", .broken, cause: .failed)
            #expect(try await bench.settle(left, dead, at: 1) == .processing)
            #expect(try await bench.settle(right, .complete(result: 1), at: 2) == .failed)
            #expect(try await bench.job("a").failure == .broken)
        },
        BrokerPromise("The steps of two subscriptions do not meet") { bench async throws in
            try await bench.submit("a", type: "both")
            let (left, right) = (try await bench.lock("left", at: 0).lock, try await bench.lock("right", at: 0).lock)
            try await bench.finish(.full(left), at: 1)
            try await bench.settle(right, .release, at: 2)
            #expect(try await bench.lock("right", at: 3).steps.isEmpty)
            #expect(try await bench.broker.steps(of: "a").count == 1)
            #expect(try await bench.broker.steps(ofDelivery: left.deliveryID).map(\.stepID) == ["one"])
            #expect(try await bench.broker.steps(ofDelivery: right.deliveryID).isEmpty)
            #expect(try await bench.broker.steps(ofDelivery: 1 << 40).isEmpty)
        },
        BrokerPromise("Cancelling stops what waits and tells what runs") { bench async throws in
            try await bench.submit("a", type: "both")
            let left = try await bench.lock("left", at: 0).lock
            #expect(try await bench.cancel("a", at: 1) == .processing)
            #expect(try await bench.lockAll("right", at: 2).deliveries.isEmpty)
            #expect(try await bench.renew(left, at: 2).isCancelling)
            #expect(try await bench.settle(left, .cancel, at: 3) == .cancelled)
        },
        BrokerPromise("A worker that cancels a job stops its other deliveries too") { bench async throws in
            try await bench.submit("a", type: "both")
            let (left, right) = (try await bench.lock("left", at: 0).lock, try await bench.lock("right", at: 0).lock)
            #expect(try await bench.settle(left, .cancel, at: 1) == .processing)
            #expect(try await bench.renew(right, at: 2).isCancelling)
            #expect(try await bench.settle(right, .release, at: 3) == .cancelled)
        },
    ]
}
