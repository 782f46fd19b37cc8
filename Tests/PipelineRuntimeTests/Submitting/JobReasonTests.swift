import Broker
import PipelineRuntime
import StepKit
import Testing

@Suite("Why a job has not ended")
struct JobReasonTests {
    private static let now = Timestamp(milliseconds: 1_763_719_452_000)
    private static let job = JobRecord(
        id: "j", jobType: "t", creatorID: nil, payload: [:], definition: "d", subscription: "work", createdAt: now)

    private func delivery(
        _ state: DeliveryRecord.State, _ change: (inout DeliveryRecord) -> Void = { _ in }
    ) -> DeliveryRecord {
        var delivery = DeliveryRecord(
            lock: Lock(deliveryID: 1, fence: 2), jobID: "j", subscription: "work", definition: "d", state: state,
            number: 2, counts: AttemptCounts(), readyAt: Self.now, expiresAt: nil, lockedUntil: nil, worker: nil,
            waitsFor: nil, holders: [], reason: nil, failure: nil)
        change(&delivery)
        return delivery
    }

    private func reason(
        _ delivery: DeliveryRecord?, job: JobRecord = job, workers: Set<String> = ["work"]
    ) -> JobReason {
        var counts = SubscriptionCounts(subscription: "work")
        (counts.ready, counts.locked) = (4, 2)
        return JobReason.of(
            job, deliveries: delivery.map { [$0] } ?? [], counts: [counts], workers: workers, now: Self.now)
    }

    @Test("Whoever holds the key is named, with the end of the lock")
    func key() {
        let reason = reason(
            delivery(.ready) {
                $0.waitsFor = KeyWait(limit: 0, key: "creator-42", cause: .concurrency)
                $0.holders = [DeliveryRecord.Holder(jobID: "other", lockedUntil: Self.now + .seconds(60))]
            })
        #expect(reason.code == "key_held")
        #expect(
            reason.text
                == "It waits for key creator-42, held by job other, lock until 2025-11-21 10:05:12 UTC.")
        #expect(reason.blocker["holders"]?.arrayValue?.first?["jobId"] == "other")
    }

    @Test("A rate says when the turn comes")
    func rate() {
        let reason = reason(
            delivery(.scheduled) {
                $0.waitsFor = KeyWait(limit: 0, key: "k", cause: .rate)
                $0.readyAt = Self.now + .seconds(3)
            })
        #expect(reason.code == "key_rate" && reason.text.contains("10:04:15"))
    }

    @Test("Backoff counts the failures and says when the next attempt is, and what failed")
    func backoff() {
        let reason = reason(
            delivery(.scheduled) {
                ($0.counts.failed, $0.counts.timedOut) = (2, 1)
                $0.readyAt = Self.now + .seconds(15)
                $0.failure = FailureRecord(code: "rate_limit", message: "Too many requests.")
            })
        #expect(reason.code == "backoff")
        #expect(reason.text.hasPrefix("Backoff 3, next attempt at") && reason.text.hasSuffix("Too many requests."))
    }

    @Test("A job for later says when, whether anybody works or not", arguments: [Set<String>(), ["work"]])
    func scheduled(_ workers: Set<String>) {
        let later = delivery(.scheduled) { $0.readyAt = Self.now + .seconds(60) }
        #expect(reason(later, workers: workers).code == "scheduled")
        #expect(reason(delivery(.scheduled)).code == "queued")
    }

    @Test("Without a worker that is the reason, whatever else there is", arguments: [Set<String>(), ["other"]])
    func nobody(_ workers: Set<String>) {
        let reason = reason(delivery(.ready), workers: workers)
        #expect(reason.code == "no_worker" && reason.text.contains("`work`"))
        #expect(reason.text.contains("millrace serve") == workers.isEmpty)
    }

    @Test("In the queue it says how many run and how many others are ready")
    func queued() {
        let reason = reason(delivery(.ready))
        #expect(reason.code == "queued" && reason.text.hasSuffix("2 running, 3 others ready."))
    }

    @Test("A running attempt names its worker and its lock; a cancelled one says so; a lock that is over too")
    func running() {
        let locked = delivery(.locked) {
            $0.worker = "w1"
            $0.lockedUntil = Self.now + .seconds(1)
        }
        #expect(reason(locked).code == "running" && reason(locked).blocker["worker"] == "w1")
        var cancelling = Self.job
        cancelling.isCancelling = true
        #expect(reason(locked, job: cancelling).code == "cancelling")
        #expect(reason(delivery(.locked) { $0.lockedUntil = Self.now }).code == "lock_over")
    }

    @Test("A job that has ended says how")
    func ended() {
        var job = Self.job
        job.status = .failed
        job.failure = FailureRecord(code: "x", message: "It broke.")
        #expect(reason(delivery(.dead), job: job).text == "It is failed: It broke.")
    }

    @Test("A job with nothing left to do is a fault")
    func nothing() {
        #expect(reason(nil).code == "nothing_left" && reason(delivery(.completed)).code == "nothing_left")
    }
}
