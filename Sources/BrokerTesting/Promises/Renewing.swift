import Broker
import JSONModel
import Testing

extension BrokerPromise {
    static let renewing: [BrokerPromise] = [
        BrokerPromise("A renewal lasts the full length from now on") { bench async throws in
            let lock = try await bench.start("a")
            #expect(try await bench.renew(lock, at: 100).lockedUntil == .at(60_100))
            try await bench.settle(lock, .complete(result: 1), at: 60_099)
        },
        BrokerPromise("A lock may be renewed for any time") { bench async throws in
            let lock = try await bench.start("a")
            for round in 1...50 { try await bench.renew(lock, at: Int64(round) * 59_999) }
            #expect(try await bench.job("a").status == .processing)
        },
        BrokerPromise("A renewal tells of a wish to cancel") { bench async throws in
            let lock = try await bench.start("a")
            #expect(try await bench.renew(lock, at: 1).isCancelling == false)
            try await bench.cancel("a", at: 2)
            #expect(try await bench.renew(lock, at: 3).isCancelling)
        },
        BrokerPromise("A lock is lost at the very millisecond it ends, whether or not anybody sweeps") {
            bench async throws in
            let lock = try await bench.start("a")
            let other = try await bench.start("b")
            try await bench.settle(other, .complete(result: 1), at: 59_999)
            let before = try await bench.picture("a")
            for write in StaleWrite.all(lock) {
                #expect(try await bench.refusal { try await write.run(bench, 60_000) } == .lockLost, "\(write.name)")
            }
            #expect(try await bench.picture("a") == before)
        },
        BrokerPromise("A write with an older fence changes nothing") { bench async throws in
            let old = try await bench.start("a")
            try await bench.settle(old, .release, at: 1)
            _ = try await bench.lock(at: 2)
            let before = try await bench.picture("a")
            for write in StaleWrite.all(old) {
                #expect(try await bench.refusal { try await write.run(bench, 3) } == .lockLost, "\(write.name)")
            }
            #expect(try await bench.picture("a") == before)
        },
        BrokerPromise("A write with a fence that was never given changes nothing") { bench async throws in
            let lock = try await bench.start("a")
            let before = try await bench.picture("a")
            let forged = [
                Lock(deliveryID: lock.deliveryID, fence: lock.fence + 1), Lock(deliveryID: lock.deliveryID, fence: 0),
                Lock(deliveryID: 999_999, fence: lock.fence),
            ]
            for write in forged.flatMap(StaleWrite.all) {
                #expect(try await bench.refusal { try await write.run(bench, 1) } == .lockLost, "\(write.name)")
            }
            #expect(try await bench.picture("a") == before)
        },
        BrokerPromise("A settled lock is over, however it was settled") { bench async throws in
            let outcomes: [Settlement.Outcome] = [
                .complete(result: 1), .cancel, .release, .retry(.broken, cause: .failed, notBefore: nil),
                .deadLetter(reason: DeadLetterReason.permanentFailure, .broken, cause: .failed),
            ]
            for (index, outcome) in outcomes.enumerated() {
                let lock = try await bench.start("j\(index)")
                try await bench.settle(lock, outcome, at: 1)
                let before = try await bench.picture("j\(index)")
                for write in StaleWrite.all(lock) {
                    let code = try await bench.refusal { try await write.run(bench, 2) }
                    #expect(code == .lockLost, "\(write.name) after \(outcome)")
                }
                #expect(try await bench.picture("j\(index)") == before)
            }
        },
        BrokerPromise("A stale lock in a batch leaves the others alone") { bench async throws in
            let good = try await bench.start("a")
            let stale = Lock(deliveryID: good.deliveryID, fence: 77)
            let results = await bench.broker.settle(
                [
                    Settlement(lock: stale, outcome: .cancel), Settlement(lock: good, outcome: .complete(result: 2)),
                    Settlement(lock: good, outcome: .complete(result: 3)),
                ], at: .at(1))
            #expect(results.map { $0.failure?.code } == [.lockLost, nil, .lockLost])
            #expect(try await bench.job("a").result == 2)
        },
    ]
}

/// A write a worker may try with a lock it no longer holds.
struct StaleWrite: Sendable {
    let name: String
    let run: @Sendable (BrokerBench, Int64) async throws -> Void

    static func all(_ lock: Lock) -> [StaleWrite] {
        [
            StaleWrite(name: "renew") { try await $0.renew(lock, at: $1) },
            StaleWrite(name: "checkpoint") { try await $0.finish(.full(lock), at: $1) },
            StaleWrite(name: "report") { try await $0.report(lock, 99, at: $1) },
            StaleWrite(name: "complete") { try await $0.settle(lock, .complete(result: 1), at: $1) },
            StaleWrite(name: "retry") { try await $0.fail(lock, at: $1) },
            StaleWrite(name: "release") { try await $0.settle(lock, .release, at: $1) },
            StaleWrite(name: "dead-letter") {
                try await $0.settle(lock, .deadLetter(reason: "x", .broken, cause: .failed), at: $1)
            },
            StaleWrite(name: "cancel") { try await $0.settle(lock, .cancel, at: $1) },
        ]
    }
}
