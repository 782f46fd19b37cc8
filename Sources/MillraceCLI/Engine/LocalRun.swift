import Broker
import Foundation
import JSONModel
import JSONSchemaValidation
import Logging
import PipelineDefinitions
import PipelineRuntime
import SQLiteBroker
import StepKit

/// Runs one job in this process, from its submission to its end.
struct LocalRun: Sendable {
    let registry: StepRegistry
    let project: Project
    let pipeline: PipelineDefinition
    let storePath: String
    let settings: Settings
    let isQuiet: Bool
    let logger: Logger

    /// - Returns: the job as it ended.
    /// - Throws: ``CommandFailure`` when it could not be stored.
    func run(payload: JSONValue, creator: String?) async throws -> JSONValue {
        let route = Self.route(to: pipeline, in: project)
        let jobID = LocalEngine.newJobID(at: TimeSource.system().now)
        let steps = pipeline.steps + pipeline.onFailure + pipeline.always
        let display = ProgressDisplay(stepIDs: steps.map(\.id))
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let isQuiet = isQuiet
        let plan = LocalEngine.Plan(onlyJob: jobID, extraFolders: Self.folders(named: payload)) { observation in
            if !isQuiet { display.show(observation) }
            if case .settled(_, let status) = observation, status.isFinal { end.yield() }
        }
        let engine = try await LocalEngine.open(
            project: project, registry: registry, storePath: storePath, settings: settings, plan: plan,
            logger: logger)
        let request = SubmissionRequest(
            jobType: route.jobType, creatorID: creator, payload: payload, target: .subscription(route.subscription))
        let result: Result<JSONValue, any Error>
        do {
            try await submit(request, to: engine)
            await work(engine, jobID: jobID, ends: ends, end: end)
            display.finish()
            result = .success(try await LocalDesk(broker: engine.broker, time: engine.time).show(jobID))
        } catch {
            result = .failure(error)
        }
        await engine.broker.close()
        return try result.get()
    }

    private func submit(_ request: SubmissionRequest, to engine: LocalEngine) async throws {
        do throws(SubmissionError) {
            _ = try await engine.intake.submit(request)
        } catch {
            var place = ""
            if case .invalidPayload(_, let violations) = error, let first = violations.first {
                place = " (at \(first.instance == .root ? "the payload itself" : first.instance.description))"
            }
            throw CommandFailure(.findings, "\(error.code): \(error.message)\(place)")
        }
    }

    /// Until the job has ended; Ctrl-C cancels it.
    private func work(
        _ engine: LocalEngine, jobID: String, ends: AsyncStream<Void>, end: AsyncStream<Void>.Continuation
    ) async {
        let signals = SignalWatch()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await engine.runtime.run() }
            group.addTask {
                for await _ in signals.first {
                    Console.note("Cancelling the job; once more ends the process at once.")
                    let answer = await engine.broker.cancel([jobID], at: engine.time.now).first
                    if case .success(.cancelled) = answer { end.yield() }
                }
            }
            var iterator = ends.makeAsyncIterator()
            await iterator.next()
            engine.runtime.shutdown()
            await group.next()
            group.cancelAll()
        }
    }

    /// Where a job of this pipeline goes: the first subscription that runs it.
    static func route(to pipeline: PipelineDefinition, in project: Project) -> (subscription: String, jobType: String) {
        let found = project.routing.subscriptions.first { $0.pipeline == pipeline.name }
        return (found?.name ?? "run-\(pipeline.name)", found?.match["jobType"]?.stringValue ?? pipeline.name)
    }

    /// Whoever types a file's name at the command line allows the job to read below its folder.
    private static func folders(named payload: JSONValue) -> [String] {
        (payload.objectValue ?? [:]).values.compactMap { value in
            guard let text = value.stringValue, text.hasPrefix("file:"), let url = URL(string: text), url.isFileURL
            else {
                return nil
            }
            return url.deletingLastPathComponent().path
        }
    }
}
