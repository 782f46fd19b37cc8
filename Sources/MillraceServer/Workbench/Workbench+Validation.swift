import Broker
import HTTPTypes
package import JSONModel

extension Workbench {
    /// `{"valid", "diagnostics"}` of `{"files": {path: text}}`; with `"againstStore": true` also `{"inFlight", "jobs"}`:
    /// how many jobs have not ended, and those of them that could not go on.
    package func validate(_ body: JSONValue) async throws -> JSONValue {
        let body = try ObjectBody(body, known: ["files", "againstStore"])
        guard let files = try body.object("files") else {
            throw Problem.body("`files` must be an object of paths and their texts", "/files")
        }
        let texts = try files.mapValues { text in
            guard let text = text.stringValue else { throw Problem.body("each file must be a text", "/files") }
            return text
        }
        guard let proposed = project.proposal?(texts) else {
            throw Problem(
                status: .notImplemented, code: "validation_unavailable", detail: "this process knows no plugins")
        }
        var answer: [String: JSONValue] = [
            "valid": .bool(proposed.isValid), "diagnostics": .array(proposed.diagnostics),
        ]
        if try body.flag("againstStore"), proposed.isValid {
            let (count, stuck) = try await jobsInTheWay(of: proposed)
            answer["inFlight"] = .int(Int64(count))
            answer["jobs"] = .array(stuck)
        }
        return .object(answer)
    }

    /// Of all jobs that have not ended: their number, and those with a delivery that could not go on.
    private func jobsInTheWay(of proposed: ProposedProject) async throws -> (count: Int, stuck: [JSONValue]) {
        var count = 0
        var stuck: [JSONValue] = []
        var definitions: [String: Definition] = [:]
        for status in JobStatus.allCases where !status.isFinal {
            var query = JobQuery(status: status, limit: 500)
            repeat {
                let jobs = try await broker.jobs(query)
                for job in jobs {
                    count += 1
                    for delivery in try await broker.deliveries(of: job.id) where delivery.state.isOpen {
                        if definitions[delivery.definition] == nil {
                            definitions[delivery.definition] = try await broker.definition(delivery.definition)
                        }
                        guard let definition = definitions[delivery.definition],
                            let obstacle = proposed.obstacle(delivery.subscription, definition)
                        else { continue }
                        stuck.append(view(of: job, delivery, definition, obstacle))
                    }
                }
                query.before = jobs.count == query.limit ? jobs.last?.id : nil
            } while query.before != nil
        }
        return (count, stuck)
    }

    private func view(
        of job: JobRecord, _ delivery: DeliveryRecord, _ definition: Definition, _ obstacle: ProposedProject.Obstacle
    ) -> JSONValue {
        [
            "id": .string(job.id), "jobType": .string(job.jobType), "status": .string(job.status.rawValue),
            "subscription": .string(delivery.subscription), "pipeline": .string(definition.name),
            "code": .string(obstacle.code), "text": .string(obstacle.text),
        ]
    }
}

extension DeliveryRecord.State {
    /// Whether a worker has still to do with it.
    fileprivate var isOpen: Bool { self == .scheduled || self == .ready || self == .locked }
}
