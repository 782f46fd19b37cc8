import Broker
import HTTPTypes
import Hummingbird
import JSONModel
import NIOCore
import PipelineRuntime

/// `/v1/jobs`: submit, list, get, follow, cancel.
struct JobRoutes {
    let parts: MillraceServer.Parts

    func add(to group: RouterGroup<BasicRequestContext>) {
        group.post("jobs") { request, _ in try await submitEnvelope(request) }
        // The router takes one name for one place in a path, whatever the method: here the id is the job type.
        group.post("jobs/:id") { request, context in
            try await submit(request, jobType: try context.parameters.require("id"))
        }
        group.get("jobs") { request, _ in try await list(request) }
        group.get("jobs/:id") { _, context in try await show(try context.parameters.require("id")) }
        group.get("jobs/:id/events") { request, context in
            try await events(request, jobID: try context.parameters.require("id"))
        }
        group.delete("jobs/:id") { _, context in try await cancel(try context.parameters.require("id")) }
    }

    // MARK: - Submit

    /// The body names everything: `{"jobType", "payload", "creatorId"?, "attributes"?}`.
    private func submitEnvelope(_ request: Request) async throws -> Response {
        let body = try await readJSON(request)
        guard let members = body.objectValue else { throw wrongShape("the body must be an object", "") }
        let known = ["jobType", "payload", "creatorId", "attributes", "subscription"]
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            let hint = Spelling.hint(Spelling.nearest(to: unknown, among: known))
            throw wrongShape("there is no field `\(unknown)`\(hint)", "/\(unknown)")
        }
        guard let jobType = members["jobType"]?.stringValue else {
            throw wrongShape("`jobType` must be a text", "/jobType")
        }
        var submission = SubmissionRequest(jobType: jobType, payload: members["payload"] ?? [:])
        submission.creatorID = try text(members["creatorId"], "creatorId")
        if let attributes = members["attributes"] {
            guard let attributes = attributes.objectValue else {
                throw wrongShape("`attributes` must be an object", "/attributes")
            }
            submission.attributes = attributes
        }
        if let subscription = try text(members["subscription"], "subscription") {
            submission.target = .subscription(subscription)
        }
        return try await store(submission, request)
    }

    /// The body is the payload.
    private func submit(_ request: Request, jobType: String) async throws -> Response {
        try await store(SubmissionRequest(jobType: jobType, payload: try await readJSON(request)), request)
    }

    private func store(_ submission: SubmissionRequest, _ request: Request) async throws -> Response {
        var submission = submission
        if let key = request.headers[HTTPField.Name("Idempotency-Key")!] {
            guard (1...255).contains(key.utf8.count), !key.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
                throw Problem(
                    status: .badRequest, code: "invalid_idempotency_key",
                    detail: "an Idempotency-Key has 1 to 255 bytes and no control characters")
            }
            submission.idempotencyKey = key
        }
        do throws(SubmissionError) {
            let receipt = try await parts.intake.submit(submission)
            let body: JSONValue = [
                "id": .string(receipt.jobID), "status": "pending", "repeated": .bool(receipt.isRepeat),
                "subscriptions": .array(receipt.subscriptions.map { .string($0) }),
            ]
            var response = Response.json(body, status: receipt.isRepeat ? .ok : .accepted)
            response.headers[.location] = "/v1/jobs/\(receipt.jobID)"
            return response
        } catch {
            throw Problem(error)
        }
    }

    private func readJSON(_ request: Request) async throws -> JSONValue {
        if let type = request.headers[.contentType], !type.lowercased().hasPrefix("application/json") {
            throw Problem(
                status: .unsupportedMediaType, code: "unsupported_media_type",
                detail: "the body must be application/json")
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > MillraceServer.bodyLimit {
            throw tooLarge
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: MillraceServer.bodyLimit)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
        do {
            return try JSONValue(parsing: buffer.readableBytesView)
        } catch {
            throw Problem(error)
        }
    }

    private var tooLarge: Problem {
        Problem(
            status: .contentTooLarge, code: "payload_too_large",
            detail: "a body may have at most \(MillraceServer.bodyLimit) bytes")
    }

    private func wrongShape(_ detail: String, _ pointer: String) -> Problem {
        Problem(status: .unprocessableContent, code: "invalid_body", detail: detail, pointer: pointer)
    }

    private func text(_ value: JSONValue?, _ name: String) throws -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.stringValue else { throw wrongShape("`\(name)` must be a text", "/\(name)") }
        return text
    }

    // MARK: - Read

    private func list(_ request: Request) async throws -> Response {
        let parameters = request.uri.queryParameters
        var query = JobQuery()
        if let word = parameters["status"].map(String.init) {
            guard let status = JobStatus(rawValue: word) else {
                throw Problem(
                    status: .badRequest, code: "invalid_query", detail: "`\(word)` is not a status", pointer: "status")
            }
            query.status = status
        }
        if let text = parameters["limit"].map(String.init) {
            guard let limit = Int(text), (1...500).contains(limit) else {
                throw Problem(
                    status: .badRequest, code: "invalid_query", detail: "`limit` is a number from 1 to 500",
                    pointer: "limit")
            }
            query.limit = limit
        }
        query.jobType = parameters["jobType"].map(String.init)
        query.creatorID = parameters["creatorId"].map(String.init)
        query.before = parameters["before"].map(String.init)
        let jobs = try await parts.broker.jobs(query)
        var views: [JSONValue] = []
        for job in jobs { views.append(JobView.value(of: job, pipeline: try await pipelineName(job))) }
        return .json(["jobs": .array(views)])
    }

    private func show(_ id: String) async throws -> Response {
        let job = try await find(id)
        let steps = try await parts.broker.steps(of: id)
        return .json(JobView.value(of: job, pipeline: try await pipelineName(job), steps: steps))
    }

    private func events(_ request: Request, jobID: String) async throws -> Response {
        _ = try await find(jobID)
        let after = request.uri.queryParameters["after"].flatMap { Int64($0) } ?? 0
        let events = try await parts.broker.events(of: jobID, after: after, limit: 500)
        return .json(["events": .array(events.map { JobView.value(of: $0) })])
    }

    private func cancel(_ id: String) async throws -> Response {
        switch await parts.broker.cancel([id], at: parts.time.now).first {
        case .success: break
        case .failure(let error):
            throw Problem(status: error.code.httpStatus, code: error.code.rawValue, detail: error.message)
        case nil:
            throw Problem(status: .internalServerError, code: "internal_error", detail: "the store gave no answer")
        }
        return try await show(id)
    }

    private func find(_ id: String) async throws -> JobRecord {
        guard let job = try await parts.broker.job(id) else {
            throw Problem(status: .notFound, code: "not_found", detail: "there is no such job")
        }
        return job
    }

    private func pipelineName(_ job: JobRecord) async throws -> String? {
        try await parts.broker.definition(job.definition)?.name
    }
}
