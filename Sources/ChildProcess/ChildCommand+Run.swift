import Foundation
import Subprocess
import SystemPackage

extension ChildCommand {
    /// Runs the command and returns when it has ended and nothing of it is left.
    ///
    /// The child leads a session and process group of its own. When the task is cancelled, an output goes beyond its
    /// limit or a handler throws, the group gets SIGTERM, after ``grace`` SIGKILL. After every end, a normal one
    /// included, what is left of the group is killed, and so is whatever left the group but still carries the child's
    /// mark in its environment. (Outside a sandbox, a process that leaves the group *and* clears its environment stays.)
    ///
    /// - Parameters:
    ///   - output: What to do with standard output.
    ///   - error: What to do with standard error. Default: keep the last 16 KiB.
    ///     Handlers are not cancelled when the task is; they are not called any more.
    ///   - onStart: Called once, before any output is read.
    /// - Throws: ``ChildProcessError``, `CancellationError`, or the error of a handler.
    public func run(
        output: ChildOutput = .discard,
        error: ChildOutput = .keepLast(16 * 1024),
        onStart: @escaping @Sendable (RunningChild) -> Void = { _ in }
    ) async throws -> ChildResult {
        let support = sandbox == nil ? nil : await Sandbox.probe()
        return try await run(support: support, output: output, error: error, onStart: onStart)
    }

    func run(
        support: SandboxSupport?,
        output: ChildOutput = .discard,
        error: ChildOutput = .keepLast(16 * 1024),
        onStart: @escaping @Sendable (RunningChild) -> Void = { _ in }
    ) async throws -> ChildResult {
        try validate()
        let plan = try LaunchPlan(self, support: support)
        try Task.checkCancellation()
        let child = RunningChild(mark: ChildMark(owner: owner))
        let streams = ChildStreams(input: input, output: output, error: error)
        let configuration = try configuration(plan, mark: child.mark)
        let grace = grace
        // Not a child task: a cancelled task would close the pipes at once, and a child that uses its grace would die of
        // it. Cancellation stops the child instead, and with it this task.
        let task = Task {
            try await Self.executeUntilStopped(configuration, streams, child, grace: grace, onStart)
        }
        let outcome = await withTaskCancellationHandler(operation: { await task.result }, onCancel: child.stop)
        let isAllGone = await Self.sweep(after: child)
        try Task.checkCancellation()
        let ended = try outcome.mapError { Self.translated($0, executable: executable) }.get()
        if let failure = ended.readings.output.failure ?? ended.readings.error.failure {
            throw Self.translated(failure, executable: executable)
        }
        guard isAllGone else {
            throw ChildProcessError(.processesSurvived, at: executable, "Processes it left could not be killed.")
        }
        return result(ended, plan)
    }

    private typealias Ended = (status: TerminationStatus, readings: ChildStreams.Readings)

    private static func executeUntilStopped(
        _ configuration: Configuration, _ streams: ChildStreams, _ child: RunningChild, grace: Duration,
        _ onStart: @escaping @Sendable (RunningChild) -> Void
    ) async throws -> Ended {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await processGroup in child.stops {
                    kill(-processGroup, SIGTERM)
                    // Cancelled as soon as the child has ended; the sweep takes what is left.
                    try await Task.sleep(for: grace)
                    kill(-processGroup, SIGKILL)
                }
            }
            defer { group.cancelAll() }
            return try await execute(configuration, streams, child, onStart)
        }
    }

    private static func execute(
        _ configuration: Configuration, _ streams: ChildStreams, _ child: RunningChild,
        _ onStart: @escaping @Sendable (RunningChild) -> Void
    ) async throws -> Ended {
        let ended = try await Subprocess.run(configuration, input: .inputWriter, output: .sequence, error: .sequence) {
            execution in
            child.start(group: execution.processIdentifier.value)
            onStart(child)
            return await streams.serve(execution, of: child)
        }
        return (ended.terminationStatus, ended.closureResult)
    }

    private static func sweep(after child: RunningChild) async -> Bool {
        guard let group = child.finish() else { return true }
        return await ProcessSweep(group: group, mark: .token(child.token)).run()
    }

    private func configuration(_ plan: LaunchPlan, mark: ChildMark) throws -> Configuration {
        var options = PlatformOptions()
        options.createSession = true
        var variables = environment
        variables[ChildMark.variable] = mark.value(inside: ProcessInfo.processInfo.environment[ChildMark.variable])
        if plan.confinement.isolation == .bubblewrap { variables["TMPDIR"] = "/tmp" }
        // Keyed on purpose: swift-subprocess 1.0.2 reads raw entries beyond their end unless they end with a NUL.
        let entries = variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        return Configuration(
            executable: .path(FilePath(plan.arguments[0])),
            arguments: Arguments(Array(plan.arguments.dropFirst())),
            environment: .custom(Dictionary(uniqueKeysWithValues: entries)),
            workingDirectory: plan.workingDirectory.map { FilePath($0) },
            platformOptions: options)
    }

    private func result(_ ended: Ended, _ plan: LaunchPlan) -> ChildResult {
        let plain: ExitStatus =
            switch ended.status {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signalled(signal)
            }
        let status = plan.confinement.isolation == .bubblewrap ? plain.fromShellConvention : plain
        return ChildResult(
            status: status, output: ended.readings.output.kept, errorOutput: ended.readings.error.kept,
            limitReached: limits.reached(by: status), confinement: plan.confinement)
    }

    private static func translated(_ error: any Error, executable: String) -> any Error {
        guard let error = error as? SubprocessError else { return error }
        let code: ChildProcessError.Code =
            switch error.code {
            case .executableNotFound: .executableNotFound
            case .failedToChangeWorkingDirectory: .workingDirectoryNotFound
            case .failedToReadFromSubprocess, .failedToWriteToSubprocess, .asyncIOFailed: .pipeFailed
            default: .startFailed
            }
        return ChildProcessError(code, at: executable, String(describing: error))
    }
}
