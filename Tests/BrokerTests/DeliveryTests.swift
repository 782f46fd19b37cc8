import Broker
import JSONModel
import Testing

@Suite("A delivery")
struct DeliveryTests {
    private let limits = Subscription(
        name: "s", topic: "jobs", match: [:], definition: "d", lock: .seconds(1), timeToLive: .seconds(10),
        deliveries: 2, backoff: [.seconds(3)])

    private func locked() -> Delivery {
        var delivery = Delivery(for: limits, attributes: [:], notBefore: nil, at: .zero)
        delivery.id = 4
        delivery.lock(for: limits.lock, worker: "w", at: .zero)
        return delivery
    }

    @Test("is held until the millisecond before its deadline")
    func deadline() {
        let delivery = locked()
        #expect(delivery.isHeld(by: delivery.lock, at: Timestamp(milliseconds: 999)))
        #expect(!delivery.isHeld(by: delivery.lock, at: Timestamp(milliseconds: 1000)))
        #expect(!delivery.isHeld(by: Lock(deliveryID: 5, fence: 1), at: .zero))
        #expect(!delivery.isHeld(by: Lock(deliveryID: 4, fence: 2), at: .zero))
    }

    @Test("forgets its worker however its lock ends", arguments: AttemptCause.allCases)
    func unlocks(cause: AttemptCause) {
        var delivery = locked()
        let failure = FailureRecord(code: "x", message: "y")
        delivery.settle(.retry(failure, cause: cause, notBefore: nil), limits: limits, isCancelling: false, at: .zero)
        let isFree = cause == .workerDied || cause == .lockLost
        #expect(delivery.state == (isFree ? .ready : .scheduled))
        #expect(delivery.worker == nil && delivery.lockedUntil == nil)
        #expect(delivery.counts.workerDied == (cause == .workerDied ? 1 : 0))
        #expect(delivery.counts.spent == (cause == .workerDied ? 0 : 1))
    }

    @Test("never becomes ready at a time that does not fit")
    func farFuture() {
        var delivery = locked()
        delivery.expiresAt = nil
        var slow = limits
        slow.backoff = [.seconds(Int64.max / 1001)]
        let now = Timestamp(milliseconds: .max - 5)
        let failure = FailureRecord(code: "x", message: "y")
        delivery.settle(.retry(failure, cause: .failed, notBefore: nil), limits: slow, isCancelling: false, at: now)
        #expect(delivery.readyAt == Timestamp(milliseconds: .max))
    }

    @Test("a dead letter says what the last attempt said")
    func lastWords() {
        var delivery = locked()
        let failure = FailureRecord(code: "x", message: "It broke.")
        delivery.settle(.retry(failure, cause: .failed, notBefore: nil), limits: limits, isCancelling: false, at: .zero)
        delivery.expire(at: .zero)
        #expect(delivery.state == .dead && delivery.reason == DeadLetterReason.expired)
        #expect(delivery.failure?.message.contains("It broke.") == true)
    }

    @Test("a failure survives being stored")
    func failureText() {
        let failure = FailureRecord(code: "x", message: "y", step: "z", details: ["n": [1, nil]])
        #expect(FailureRecord(json: failure.json) == failure)
        #expect(FailureRecord(json: ["code": 1]) == nil)
    }
}

extension Timestamp {
    fileprivate static let zero = Timestamp(milliseconds: 0)
}
