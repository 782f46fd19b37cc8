import Broker
import Testing

@Suite("Job statuses")
struct JobStatusTests {
    private static let legal: [JobStatus: Set<JobStatus>] = [
        .pending: [.processing, .cancelled, .failed, .timeout],
        .retrying: [.processing, .cancelled, .failed, .timeout],
        .processing: Set(JobStatus.allCases),
        .failed: [.pending, .retrying],
        .timeout: [.pending, .retrying],
        .completed: [],
        .cancelled: [],
    ]

    @Test("become only what the table says", arguments: JobStatus.allCases)
    func transitions(from status: JobStatus) {
        #expect(Set(JobStatus.allCases.filter(status.canBecome)) == Self.legal[status])
    }

    @Test("are final when nothing more happens by itself")
    func final() {
        #expect(JobStatus.allCases.filter(\.isFinal) == [.completed, .failed, .timeout, .cancelled])
    }

    @Test("are spelled as everywhere else")
    func words() {
        let words = ["pending", "processing", "retrying", "completed", "failed", "timeout", "cancelled"]
        #expect(JobStatus.allCases.map(\.rawValue) == words)
    }

    @Test("an illegal transition is refused and changes nothing", arguments: JobStatus.allCases)
    func refusal(from status: JobStatus) {
        let states: [Delivery.State] = [.ready, .locked, .completed, .dead, .cancelled]
        for state in states {
            var delivery = Delivery(
                id: 1, subscription: "s", definition: "d", readyAt: Timestamp(milliseconds: 0), expiresAt: nil)
            delivery.state = state
            var head = JobHead(id: "a", jobType: "work", creatorID: nil)
            head.status = status
            let before = head
            let next = JobStatus(of: [delivery])
            do throws(BrokerError) {
                try head.follow([delivery], at: Timestamp(milliseconds: 5))
                #expect(head.status == next && (status == next || status.canBecome(next)))
            } catch {
                #expect(head == before && status != next && !status.canBecome(next))
            }
        }
    }
}
