public import Logging
public import StepKit

/// Runs one attempt of a step outside any runtime, the way the runtime does: defaults, check, decode, run, check output.
///
///     let harness = try StepHarness(secrets: ["api_key": "k"])
///     let outcome = await harness.run(Watermark.self, with: ["text": "hello"])
///     #expect(try outcome.output["width"] == 120)
///
/// A harness is for one run: what the step staged and its workspace belong to it.
public final class StepHarness: Sendable {
    private let services: FakeServices
    private let environment: StepEnvironment
    private let abortControl = AbortControl()
    private let context: StepContext
    private let grace: Duration

    /// - Parameters:
    ///   - environment: what the plugin's initialiser gets; default: no variables, folders or networks.
    ///   - secrets: by name; every other secret is not set.
    ///   - records: what earlier steps saved, by collection and id.
    ///   - budget: how much a step may reserve in all; default: any amount.
    ///   - attempt: which try this is; the first is 1.
    ///   - timeRemaining: what the context says is left; it does not move. Default: one minute.
    ///   - grace: real time a step has to end after an abort before it counts as abandoned. Default: 30 seconds.
    ///   - logger: default: logs nothing.
    /// - Throws: what the file system says when there can be no workspace.
    public convenience init(
        environment: StepEnvironment = StepEnvironment(), secrets: [String: String] = [:],
        records: [String: [String: JSONValue]] = [:], budget: Money? = nil, attempt: Int = 1,
        timeRemaining: Duration = .seconds(60), grace: Duration = .seconds(30),
        logger: Logger = Logger(label: "step") { _ in SwiftLogNoOpLogHandler() }
    ) throws {
        try self.init(
            environment: environment, secrets: secrets, records: records, budget: budget, attempt: attempt,
            timeRemaining: timeRemaining, grace: grace, logger: logger, answers: { _ in .null })
    }

    /// - Parameter answers: what the store says to steps that watch over it.
    package init(
        environment: StepEnvironment = StepEnvironment(), secrets: [String: String] = [:],
        records: [String: [String: JSONValue]] = [:], budget: Money? = nil, attempt: Int = 1,
        timeRemaining: Duration = .seconds(60), grace: Duration = .seconds(30),
        logger: Logger = Logger(label: "step") { _ in SwiftLogNoOpLogHandler() },
        answers: @escaping @Sendable (StoreQuestion) -> JSONValue
    ) throws {
        let workspace = try Workspace()
        self.environment = environment
        self.grace = grace
        services = FakeServices(
            workspace: workspace, timeRemaining: timeRemaining, secrets: secrets, records: records, budget: budget,
            answers: answers)
        context = StepContext(
            job: JobReference(id: "job_test", jobType: "test.job", creatorID: "creator_test"), stepID: "step_test",
            attempt: attempt, fence: 1, logger: logger, abort: abortControl.signal,
            services: services)
    }

    /// The step's own folder, empty at first: put files there that the step is to find. It is removed with the harness.
    public var workspace: String { context.workspace }

    /// Asks the step to stop, now or as soon as it starts: fires the reason and cancels its task.
    public func abort(_ reason: AbortReason) { abortControl.abort(reason) }

    /// Aborts as soon as the step reports that much progress, from 0 to 1.
    public func abort(_ reason: AbortReason, whenProgressReaches fraction: Double) {
        services.onProgress { [abortControl] reported in
            if reported >= fraction { abortControl.abort(reason) }
        }
    }

    /// Runs the step once.
    public func run<S: Step>(_ step: S.Type, with input: JSONValue) async -> StepOutcome {
        let instance: StepInstance
        do {
            instance = try S.makeInstance(environment: environment)
        } catch {
            return outcome(.failed(StepFailure(.unexpected, "the plugin cannot be made: \(error)")))
        }
        let value = instance.description.applyingDefaults(to: input)
        let problems = instance.description.problems(in: value)
        guard problems.isEmpty else { return outcome(.refused(problems)) }
        return outcome(await attempt(instance, value))
    }

    private func outcome(_ result: StepOutcome.Result) -> StepOutcome {
        StepOutcome(result: result, staged: services.staged, workspace: services.workspace)
    }

    private func attempt(_ instance: StepInstance, _ value: JSONValue) async -> StepOutcome.Result {
        let (results, sender) = AsyncStream.makeStream(of: StepOutcome.Result.self)
        // Unstructured, because a body that ignores its abort is left behind: a task group would wait for it.
        let body = Task { [context] in
            sender.yield(await Self.result(of: instance, value, context))
            sender.finish()
        }
        abortControl.attach { body.cancel() }
        return await withTaskCancellationHandler {
            await withTaskGroup(of: StepOutcome.Result?.self) { group in
                group.addTask { await results.first { _ in true } }
                group.addTask { [abortControl, grace] in
                    await abortControl.waitUntilAborted()
                    try? await Task.sleep(for: grace)
                    return nil
                }
                defer { group.cancelAll() }
                return await group.next().flatMap { $0 } ?? .abandoned
            }
        } onCancel: {
            abortControl.abort(.cancelled)
        }
    }

    private static func result(
        of instance: StepInstance, _ value: JSONValue, _ context: StepContext
    ) async -> StepOutcome.Result {
        do {
            let output = try await instance.run(value, context)
            let problems = instance.description.outputProblems(in: output)
            guard problems.isEmpty else {
                let text = problems.map(\.message).joined(separator: "; ")
                return .failed(StepFailure(.unexpected, "the output is not as declared: \(text)"))
            }
            return .succeeded(output)
        } catch let failure as StepFailure {
            return .failed(failure)
        } catch let aborted as StepAborted {
            return .aborted(aborted.reason)
        } catch {
            if error is CancellationError, let reason = context.abort.reason { return .aborted(reason) }
            return .failed(StepFailure(.unexpected, "\(error)"))
        }
    }
}
