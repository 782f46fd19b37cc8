import Broker
package import JSONModel
import PipelineRuntime

extension Workbench {
    /// `{"jobs": […]}`, newest first.
    package func jobs(_ parameters: [String: String]) async throws -> JSONValue {
        let parameters = try QueryParameters(
            parameters, known: ["status", "jobType", "creatorId", "topic", "parentId", "before", "limit"])
        var query = JobQuery(limit: try parameters.limit(default: 50))
        if let word = parameters.text("status") {
            guard let status = JobStatus(rawValue: word) else {
                let hint = Spelling.hint(Spelling.nearest(to: word, among: JobStatus.allCases.map(\.rawValue)))
                throw Problem.query("status", "`\(word)` is not a status\(hint)")
            }
            query.status = status
        }
        query.jobType = parameters.text("jobType")
        query.creatorID = parameters.text("creatorId")
        query.topic = parameters.text("topic")
        query.parentID = parameters.text("parentId")
        query.before = parameters.text("before")
        var views: [JSONValue] = []
        for job in try await broker.jobs(query) {
            views.append(JobView.value(of: job, pipeline: try await pipelineName(job.definition)))
        }
        return ["jobs": .array(views)]
    }

    package func job(_ id: String) async throws -> JSONValue {
        let job = try await find(id)
        let view = JobView.value(
            of: job, pipeline: try await pipelineName(job.definition), steps: try await broker.steps(of: id))
        return .object((view.objectValue ?? [:]).merging(["cost": try await cost(of: id)]) { $1 })
    }

    /// As of now; a job that is only just being answered counts as `pending`.
    func status(of id: String) async -> JobStatus { (try? await broker.job(id))?.status ?? .pending }

    package func cancel(_ id: String) async throws -> JSONValue {
        _ = try one(await broker.cancel([id], at: now))
        return try await job(id)
    }

    /// Why the job has not ended: `{"id", "status", "code", "text", "blocker"}`.
    package func why(_ id: String) async throws -> JSONValue {
        let job = try await find(id)
        let reason = JobReason.of(
            job, deliveries: try await broker.deliveries(of: id), counts: try await broker.counts(),
            workers: workingSubscriptions, now: now)
        return [
            "id": .string(id), "status": .string(job.status.rawValue), "code": .string(reason.code),
            "text": .string(reason.text), "blocker": reason.blocker,
        ]
    }

    /// `{"events": […]}` in order of their sequence.
    /// - Parameter jobID: `nil` for those of all jobs.
    package func events(of jobID: String?, _ parameters: [String: String]) async throws -> JSONValue {
        ["events": .array(try await eventRecords(of: jobID, parameters).map { JobView.value(of: $0) })]
    }

    /// The same as a batch of CloudEvents: an array and nothing around it.
    func cloudEvents(of jobID: String?, _ parameters: [String: String]) async throws -> JSONValue {
        .array(try await eventRecords(of: jobID, parameters).map(\.cloudEvent))
    }

    private func eventRecords(of jobID: String?, _ parameters: [String: String]) async throws -> [EventRecord] {
        let parameters = try QueryParameters(parameters, known: ["after", "limit"])
        let after = try parameters.integer("after", in: 0 ... .max) ?? 0
        let limit = try parameters.limit(default: 500)
        guard let jobID else { return try await broker.events(after: after, limit: limit) }
        _ = try await find(jobID)
        return try await broker.events(of: jobID, after: after, limit: limit)
    }

    func find(_ id: String) async throws -> JobRecord {
        guard let job = try await broker.job(id) else { throw Problem.notFound("there is no job \(id)") }
        return job
    }

    func pipelineName(_ hash: String) async throws -> String? { try await broker.definition(hash)?.name }
}
