import Foundation
import Logging
import PipelineDefinitions
import SQLiteBroker
import StepKit

/// A project at work behind its API: from opening the store to closing it.
struct Serving: Sendable {
    let registry: StepRegistry
    let storePath: String
    let address: ListenAddress
    /// How long running attempts may go on after a stop was asked for.
    let drain: Duration
    let logger: Logger

    func run(_ project: Project, settings: Settings, until stop: AsyncStream<Void>) async throws {
        let reserved = address.port == 0 ? try ReservedPort(on: address.host) : nil
        defer { withExtendedLifetime(reserved) {} }
        let port = reserved?.number ?? address.port
        let inApp = InAppChannel(settings, address: address.url(port: port))
        let engine = try await LocalEngine.open(
            project: project, registry: registry, storePath: storePath, settings: inApp.settings,
            plan: LocalEngine.Plan(drain: drain), logger: logger)
        let result: Result<Void, any Error>
        do {
            let folder = URL(filePath: storePath).deletingLastPathComponent().path
            let hub = try inApp.hub(of: engine, folder: folder, logger: logger)
            let server = LocalServer(
                engine: engine, hub: hub, host: address.host, port: port, drain: drain, logger: logger)
            result = .success(try await server.run(until: stop))
        } catch {
            result = .failure(error)
        }
        await engine.broker.close()
        try result.get()
    }
}
