import Broker
import HTTPTypes
import Hummingbird
import JSONModel
import PipelineRuntime

/// `/v1/jobs`: submit, list, get, follow, ask why, cancel; and the events of all jobs.
struct JobRoutes {
    /// How long the caller of an inline job waits who does not say.
    private static let inlineWait = Duration.seconds(10)

    let bench: Workbench
    let intake: JobIntake
    let time: TimeSource
    let ends: JobEnds
    /// Begins a job at once, whatever waits before it; `false` where that cannot be.
    let startNow: @Sendable (String) async -> Bool

    var endpoints: [Endpoint] {
        [
            Endpoint(.post, "v1/jobs") { request, _ in
                try await store(SubmissionBody.read(try await request.json(), at: time.now), request)
            },
            // The router takes one name for one place in a path, whatever the method: here the id is the job type,
            // and the body is the payload.
            Endpoint(.post, "v1/jobs/:id") { request, context in
                let jobType = try context.name("id")
                return try await store(
                    SubmissionRequest(jobType: jobType, payload: try await request.json()), request)
            },
            Endpoint(.get, "v1/jobs", takesQuery: true) { request, _ in
                .json(try await bench.jobs(request.parameters()))
            },
            Endpoint(.get, "v1/jobs/:id") { _, context in
                .json(try await bench.job(try context.name("id")))
            },
            Endpoint(.delete, "v1/jobs/:id") { _, context in
                .json(try await bench.cancel(try context.name("id")))
            },
            Endpoint(.get, "v1/jobs/:id/why") { _, context in
                .json(try await bench.why(try context.name("id")))
            },
            Endpoint(.get, "v1/jobs/:id/events", takesQuery: true) { request, context in
                try await events(of: try context.name("id"), request)
            },
            Endpoint(.get, "v1/events", takesQuery: true) { request, _ in try await events(of: nil, request) },
        ]
    }

    private func store(_ submission: SubmissionRequest, _ request: Request) async throws -> Response {
        var submission = submission
        submission.idempotencyKey = try request.idempotencyKey()
        let asked = request.preferredWait()
        let receipt: SubmissionReceipt
        do throws(SubmissionError) {
            receipt = try await intake.submit(submission)
        } catch {
            throw Problem(error)
        }
        let isInline = !receipt.isRepeat && intake.isInline(submission, receipt)
        if isInline { _ = await startNow(receipt.jobID) }
        let wait = asked ?? (isInline ? Self.inlineWait : .zero)
        var response = try await answer(receipt, within: wait)
        if asked != nil, let applied = HTTPField.Name("Preference-Applied") {
            response.headers[applied] = "wait=\(wait.components.seconds)"
        }
        response.headers[.location] = "/v1/jobs/\(receipt.jobID)"
        return response
    }

    /// The job as it ended, if it does so in time; otherwise that it was taken.
    private func answer(_ receipt: SubmissionReceipt, within wait: Duration) async throws -> Response {
        if wait > .zero, try await ends.job(receipt.jobID, endedWithin: wait)?.status.isFinal == true {
            return .json(try await bench.job(receipt.jobID))
        }
        let status = receipt.isRepeat ? await bench.status(of: receipt.jobID) : .pending
        let body: JSONValue = [
            "id": .string(receipt.jobID), "status": .string(status.rawValue), "repeated": .bool(receipt.isRepeat),
            "subscriptions": .array(receipt.subscriptions.map { .string($0) }),
        ]
        return .json(body, status: receipt.isRepeat ? .ok : .accepted)
    }

    private func events(of jobID: String?, _ request: Request) async throws -> Response {
        guard request.accepts(Self.cloudEventBatch) else {
            return .json(try await bench.events(of: jobID, request.parameters()))
        }
        return .json(try await bench.cloudEvents(of: jobID, request.parameters()), mediaType: Self.cloudEventBatch)
    }

    /// The batch format of CloudEvents 1.0.2 for JSON.
    private static let cloudEventBatch = "application/cloudevents-batch+json"
}
