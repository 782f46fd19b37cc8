import Broker
import Foundation
import JSONModel
import PipelineDefinitions
import StepKit

/// Submitting against many subscriptions, one of which takes the message.
struct PublishBench: Sendable {
    enum Filter: String, Sendable {
        /// Equal attributes, which are indexed.
        case match
        /// A CEL condition each.
        case when
    }

    let subscriptions: Int
    let filter: Filter
    let inFlight: Int
    let jobs: Int
    let folder: BenchFolder

    func run() async throws -> JSONValue {
        let rules = filter == .match ? indexed : try conditions()
        return try await BenchStore.with(folder, rules) { store in
            let rate = try await Rate.of(jobs) { try await store.submit(jobs, bySubmitters: inFlight) }
            return [
                "mode": "publish", "subscriptions": .int(Int64(rules.count)), "filter": .string(filter.rawValue),
                "in_flight": .int(Int64(inFlight)), "jobs": .int(Int64(jobs)), "per_s": rate,
            ]
        }
    }

    private var indexed: [Subscription] {
        (0..<subscriptions).map { number in
            Subscription(
                name: "s\(number)", topic: Topic.jobs, match: ["jobType": .string(jobType(number))],
                definition: BenchWork.name)
        }
    }

    /// Read from YAML, as a project's are.
    private func conditions() throws -> [Subscription] {
        let path = try folder.makeEmpty()
        defer { folder.remove() }
        try FileManager.default.createDirectory(atPath: path + "/pipelines", withIntermediateDirectories: true)
        let pipeline = "kind: pipeline\nname: bench\nsteps:\n  - { id: s1, uses: bench.noop }\n"
        let rules = (0..<subscriptions).map { number in
            "      s\(number): { when: 'message.jobType == \"\(jobType(number))\"', pipeline: bench }"
        }
        let routing = "kind: routing\ntopics:\n  jobs:\n    subscriptions:\n" + rules.joined(separator: "\n") + "\n"
        try pipeline.write(toFile: path + "/pipelines/bench.yaml", atomically: false, encoding: .utf8)
        try routing.write(toFile: path + "/pipelines/routing.yaml", atomically: false, encoding: .utf8)
        let reading = Project.read(folder: path, registry: try StepRegistry([BenchWork.NoOp.self]))
        guard let project = reading.project else {
            throw CommandFailure(.unableToWork, "the measured project is refused: \(reading.diagnostics)")
        }
        return project.topology.subscriptions
    }

    /// The one in the middle takes the jobs.
    private func jobType(_ number: Int) -> String {
        number == subscriptions / 2 ? BenchWork.name : "bench.other\(number)"
    }
}
