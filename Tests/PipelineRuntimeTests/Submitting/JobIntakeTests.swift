import Broker
import JSONSchemaValidation
import PipelineDefinitions
import PipelineRuntime
import StepKit
import Testing

@Suite("The door jobs come through")
struct JobIntakeTests {
    private let ids = Journal<String>()

    private func door() async throws -> (RuntimeHarness, JobIntake) {
        let harness = try await RuntimeHarness([
            "resize": "input: { type: object, required: [url], properties: { url: { type: string } } }\n"
                + steps("id: a, uses: test.act, with: { act: a }")
        ])
        let ids = ids
        let intake = JobIntake(broker: harness.broker, project: harness.project, time: harness.time) {
            ids.note("id")
            return "id-\(ids.entries.count)"
        }
        return (harness, intake)
    }

    @Test("A job that fits is stored under the id it was given")
    func accepted() async throws {
        let (harness, intake) = try await door()
        let receipt = try await intake.submit(
            SubmissionRequest(jobType: "resize", creatorID: "ada", payload: ["url": "x"]))
        #expect(receipt == SubmissionReceipt(jobID: "id-1", isRepeat: false, subscriptions: ["resize"]))
        let job = try await harness.job("id-1")
        #expect(job.status == .pending && job.creatorID == "ada" && job.createdAt == RuntimeHarness.start)
    }

    @Test("A type nobody takes is refused, with the one that was meant")
    func unroutable() async throws {
        let (harness, intake) = try await door()
        let error = await #expect(throws: SubmissionError.self) {
            try await intake.submit(SubmissionRequest(jobType: "resise", payload: ["url": "x"]))
        }
        #expect(error?.code == "unroutable")
        #expect(error?.message.contains("the nearest, `resize`, takes jobType=\"resize\"") == true)
        #expect(try await harness.broker.jobs(JobQuery()) == [])
    }

    @Test("A subscription that does not exist is named as such")
    func unknownSubscription() async throws {
        let (_, intake) = try await door()
        let error = await #expect(throws: SubmissionError.self) {
            try await intake.submit(
                SubmissionRequest(jobType: "resize", payload: ["url": "x"], target: .subscription("gone")))
        }
        #expect(error?.code == "unknown_subscription")
        #expect(error?.message.contains("gone") == true)
    }

    @Test("A payload that does not fit is refused with the place, and nothing is stored")
    func invalid() async throws {
        let (harness, intake) = try await door()
        let error = await #expect(throws: SubmissionError.self) {
            try await intake.submit(SubmissionRequest(jobType: "resize", payload: ["url": 3]))
        }
        guard case .invalidPayload(pipeline: "resize", let violations) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.code == "invalid_payload")
        #expect(violations.first?.instance.description == "/url")
        #expect(try await harness.broker.jobs(JobQuery()) == [])
    }

    @Test("A repeated idempotency key answers the first job, and another body is a conflict")
    func idempotent() async throws {
        let (harness, intake) = try await door()
        var request = SubmissionRequest(jobType: "resize", payload: ["url": "x"], idempotencyKey: "k")
        let first = try await intake.submit(request)
        let second = try await intake.submit(request)
        #expect(second == SubmissionReceipt(jobID: first.jobID, isRepeat: true, subscriptions: ["resize"]))
        #expect(try await harness.broker.jobs(JobQuery()).count == 1)
        request.payload = ["url": "y"]
        let error = await #expect(throws: SubmissionError.self) { try await intake.submit(request) }
        #expect(error?.code == "idempotency_conflict")
    }
}
