import JSONModel
import PipelineDefinitions
import StepKit

/// Asks a store which of its jobs could not go on if a project came into force.
struct StoreCheck {
    let options: GlobalOptions
    let registry: StepRegistry
    let output: ValidationOutput

    /// - Throws: ``CommandFailure`` (findings) for a project with errors, and for jobs in its way.
    func run(_ reading: ProjectReading) async throws {
        guard output.format == .text else { return try show(await answer(reading)) }
        let report = output.show(reading)
        guard !report.isFailure else { return try output.end(report) }
        let answer = try await answer(reading)
        for job in answer.jobs { Console.data(job.line) }
        try end(answer)
    }

    private func answer(_ reading: ProjectReading) async throws -> JSONValue {
        let files = Dictionary(
            reading.files.map { ($0.path, JSONValue.string($0.text)) }, uniquingKeysWith: { first, _ in first })
        return try await Desks.with(options, registry: registry) { desk in
            try await desk.validate(["files": .object(files), "againstStore": true])
        }
    }

    private func show(_ answer: JSONValue) throws {
        Console.data(answer)
        guard answer["valid"] == true else { throw CommandFailure(.findings, "invalid_project") }
        try end(answer)
    }

    private func end(_ answer: JSONValue) throws {
        let count = answer["inFlight"]?.intValue ?? 0
        let all = count == 1 ? "1 job in flight" : "\(count) jobs in flight"
        guard !answer.jobs.isEmpty else { return Console.note("\(all), none in the way of these files") }
        throw CommandFailure(.findings, "jobs_in_the_way: of \(all), \(answer.jobs.count) could not go on")
    }
}

extension JSONValue {
    fileprivate var jobs: [JSONValue] { self["jobs"]?.arrayValue ?? [] }

    /// One of those jobs.
    fileprivate var line: String {
        let part = { (name: String) in self[name]?.stringValue ?? "" }
        return "\(part("id"))  \(part("jobType"))  \(part("status"))  \(part("code")): \(part("text"))"
    }
}
