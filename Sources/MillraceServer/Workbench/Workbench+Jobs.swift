import Broker
package import JSONModel
import PipelineRuntime

extension Workbench {
    /// `{"jobs": […]}`, newest first.
    package func jobs(_ parameters: [String: String]) async throws -> JSONValue {
        let parameters = try QueryParameters(
            parameters, known: ["status", "jobType", "creatorId", "topic", "before", "limit"])
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
        query.before = parameters.text("before")
        var views: [JSONValue] = []
        for job in try await jobs(query, topic: parameters.text("topic")) {
            views.append(JobView.value(of: job, pipeline: try await pipelineName(job.definition)))
        }
        return ["jobs": .array(views)]
    }

    /// Stores know no topics in their queries: read on until the page is full.
    private func jobs(_ query: JobQuery, topic: String?) async throws -> [JobRecord] {
        guard let topic else { return try await broker.jobs(query) }
        var (found, page): ([JobRecord], JobQuery) = ([], query)
        page.limit = 500
        while found.count < query.limit {
            let jobs = try await broker.jobs(page)
            found += jobs.filter { $0.topic == topic }
            guard jobs.count == page.limit, let last = jobs.last else { break }
            page.before = last.id
        }
        return Array(found.prefix(query.limit))
    }

    package func job(_ id: String) async throws -> JSONValue {
        let job = try await find(id)
        return JobView.value(
            of: job, pipeline: try await pipelineName(job.definition), steps: try await broker.steps(of: id))
    }

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

    /// Events in order of their sequence.
    /// - Parameter jobID: `nil` for those of all jobs.
    package func events(
        of jobID: String?, _ parameters: [String: String], asCloudEvents: Bool = false
    ) async throws -> JSONValue {
        let parameters = try QueryParameters(parameters, known: ["after", "limit"])
        let after = try parameters.integer("after", in: 0 ... .max) ?? 0
        let limit = try parameters.limit(default: 500)
        let events: [EventRecord]
        if let jobID {
            _ = try await find(jobID)
            events = try await broker.events(of: jobID, after: after, limit: limit)
        } else {
            events = try await broker.events(after: after, limit: limit)
        }
        return ["events": .array(events.map { asCloudEvents ? $0.cloudEvent : JobView.value(of: $0) })]
    }

    func find(_ id: String) async throws -> JobRecord {
        guard let job = try await broker.job(id) else { throw Problem.notFound("there is no job \(id)") }
        return job
    }

    func pipelineName(_ hash: String) async throws -> String? { try await broker.definition(hash)?.name }
}
