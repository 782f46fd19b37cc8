import Broker
import JSONModel
import StepKit
import Testing

@testable import PipelineRuntime

@Suite("What a worker holds and has not begun")
struct WorkQueueTests {
    private let start = Timestamp(milliseconds: 1000)

    private func taken(_ id: String) -> TakenDelivery {
        let job = JobRecord(
            id: id, jobType: "t", creatorID: nil, payload: .null, definition: "d", subscription: "s", createdAt: start)
        return TakenDelivery(
            delivery: LockedDelivery(
                lock: Lock(deliveryID: 1, fence: 1), lockedUntil: start, number: 1, job: job, attributes: [:],
                steps: []), signal: AbortSignal())
    }

    private func queue(concurrency: Int = 1, prefetch: Int = 0, size: Int = 1, wait: Duration = .zero) -> WorkQueue {
        var queue = WorkQueue(concurrency: concurrency, prefetch: prefetch, size: size, wait: wait)
        queue.open()
        return queue
    }

    /// All that begins at that time.
    private func begun(_ queue: inout WorkQueue, at offset: Duration = .zero) -> [[String]] {
        var all: [[String]] = []
        while let taken = queue.takeRipe(at: start + offset) { all.append(taken.map(\.delivery.job.id)) }
        return all
    }

    @Test("Without batches each runs by itself, oldest first, as long as there is a place")
    func single() {
        var queue = queue(concurrency: 2, prefetch: 1)
        #expect(queue.free == 3)
        for id in ["a", "b", "c"] { queue.add(taken(id), key: "d", at: start) }
        #expect(queue.free == 0)
        #expect(begun(&queue) == [["a"], ["b"]])
        #expect(queue.nextDue == nil)
        queue.attemptEnded()
        #expect(begun(&queue) == [["c"]])
        #expect(queue.free == 1)
    }

    @Test("A batch begins when it is full, or when its first member has waited")
    func batches() {
        var queue = queue(concurrency: 2, size: 2, wait: .seconds(3))
        #expect(queue.free == 4)
        queue.add(taken("a"), key: "x", at: start)
        queue.add(taken("b"), key: "y", at: start + .seconds(1))
        #expect(begun(&queue, at: .seconds(1)) == [])
        #expect(queue.nextDue == start + .seconds(3))
        queue.add(taken("c"), key: "y", at: start + .seconds(2))
        #expect(begun(&queue, at: .seconds(2)) == [["b", "c"]])
        #expect(begun(&queue, at: .milliseconds(2999)) == [])
        #expect(begun(&queue, at: .seconds(3)) == [["a"]])
    }

    @Test("A full batch takes no more")
    func full() {
        var queue = queue(concurrency: 2, size: 2)
        for id in ["a", "b", "c"] { queue.add(taken(id), key: "x", at: start) }
        #expect(begun(&queue) == [["a", "b"], ["c"]])
    }

    @Test("What is urgent needs no place")
    func urgent() {
        var queue = queue()
        queue.add(taken("a"), key: "x", at: start)
        _ = queue.takeRipe(at: start)
        let isAdded = queue.addUrgent(taken("b"))
        let (first, second) = (queue.takeUrgent(), queue.takeUrgent())
        #expect(isAdded && first?.delivery.job.id == "b" && second == nil)
    }

    @Test("Closed, nothing begins any more, and everything is given back")
    func closed() {
        var queue = queue(concurrency: 3, size: 2, wait: .seconds(1))
        for id in ["a", "b", "c"] { queue.add(taken(id), key: "x", at: start) }
        _ = queue.addUrgent(taken("u"))
        queue.close()
        #expect(begun(&queue, at: .seconds(9)) == [])
        let (urgent, isAdded) = (queue.takeUrgent(), queue.addUrgent(taken("v")))
        #expect(urgent == nil && !isAdded)
        let (rest, nothing) = (queue.takeAll(), queue.takeAll())
        #expect(Set(rest.map(\.delivery.job.id)) == ["a", "b", "c", "u"])
        #expect(nothing.isEmpty)
    }
}
