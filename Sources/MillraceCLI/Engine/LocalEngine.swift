import Broker
import Foundation
import JSONModel
import Logging
import PipelineDefinitions
import PipelineRuntime
import SQLiteBroker
import StepKit

/// The store and a runtime inside this process.
struct LocalEngine: Sendable {
    let registry: StepRegistry
    let project: Project
    let broker: SQLiteBroker
    let runtime: Runtime
    let scheduler: Scheduler
    let intake: JobIntake
    let time: TimeSource

    /// What differs between `run` and `serve`.
    struct Plan: Sendable {
        var onlyJob: String?
        var extraFolders: [String] = []
        var drain: Duration = .seconds(10)
        var observe: @Sendable (RuntimeObservation) -> Void = { _ in }
    }

    /// Opens the store, puts the project in force and makes the plugins.
    static func open(
        project: Project, registry: StepRegistry, storePath: String, settings: Settings, plan: Plan, logger: Logger
    ) async throws -> LocalEngine {
        let environment = environment(
            of: project, storePath: storePath, settings: settings, extraFolders: plan.extraFolders)
        let project = project.withRunSubscriptions
        let time = TimeSource.system()
        let broker = try openStore(storePath, at: time.now)
        do {
            try await broker.configure(project.topology, at: time.now)
            let options = RuntimeOptions(
                worker: UUID().uuidString.lowercased(),
                workspaceRoot: URL(filePath: storePath).deletingLastPathComponent().path + "/work", drain: plan.drain,
                variables: settings.expressionVariables, secrets: settings.secrets,
                retention: plan.onlyJob == nil ? project.settings.retention : nil, onlyJob: plan.onlyJob)
            let runtime = try Runtime(
                broker: broker, registry: registry, environment: environment, pipelines: project.pipelines,
                subscriptions: project.routing.subscriptions, options: options, time: time, logger: logger,
                observe: plan.observe)
            let intake = JobIntake(
                broker: broker, project: project, time: time, makeID: { plan.onlyJob ?? newJobID(at: time.now) })
            let scheduler = Scheduler(
                broker: broker, project: project, time: time, wallClock: wallClock,
                pollInterval: options.pollInterval, makeID: { newJobID(at: time.now) }, logger: logger)
            return LocalEngine(
                registry: registry, project: project, broker: broker, runtime: runtime, scheduler: scheduler,
                intake: intake, time: time)
        } catch {
            await broker.close()
            throw error
        }
    }

    /// What plugins may know of the project and of this machine, and how to read the store.
    static func environment(
        of project: Project, storePath: String, settings: Settings, extraFolders: [String] = []
    ) -> StepEnvironment {
        var sections = project.environmentSettings
        var databases = sections["databases"]?.objectValue ?? [:]
        databases[DatabaseSettings.store] = ["url": .string("sqlite:" + URL(filePath: storePath).path)]
        sections["databases"] = .object(databases)
        return StepEnvironment(
            variables: settings.variables, allowedFolders: settings.allowedFolders + extraFolders,
            allowedNetworks: settings.allowedNetworks, settings: sections)
    }

    static func openStore(_ path: String, at now: Timestamp) throws -> SQLiteBroker {
        do {
            let folder = URL(filePath: path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            return try SQLiteBroker(path: path, at: now)
        } catch let error as BrokerError {
            let status: ExitStatus = error.code == .owned ? .tryAgain : .unableToWork
            throw CommandFailure(status, "\(error.code.rawValue): \(error.message)")
        } catch {
            throw CommandFailure(
                .unableToWork, "store_error: the folder of the store cannot be made: \(error.localizedDescription)")
        }
    }

    static func newJobID(at now: Timestamp) -> String {
        JobID.make(at: now.milliseconds, random: (.random(in: .min ... .max), .random(in: .min ... .max)))
    }
}

extension TimeSource {
    static func system() -> TimeSource { TimeSource(SlicedClock(), startingAt: wallClock()) }
}

/// What the system says the time is; it may be set while we run.
private func wallClock() -> Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
