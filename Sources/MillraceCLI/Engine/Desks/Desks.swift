import Broker
import Foundation
import MillraceServer
import PipelineDefinitions
import PipelineRuntime
import SQLiteBroker
import StepKit

/// Finds the desk for a store: its owner's if one is running.
enum Desks {
    /// Opens the desk for a question or an order, and closes it whatever comes of it.
    /// - Parameters:
    ///   - project: read where the store is nobody's.
    ///   - registry: to check proposed files with, where the store is nobody's.
    ///   - isOrder: whether the project is put in force there: orders go by its limits and definitions.
    static func with<Answer>(
        _ options: GlobalOptions, project: () throws -> Project? = { nil }, registry: StepRegistry? = nil,
        isOrder: Bool = false,
        _ ask: (any Desk) async throws -> Answer
    ) async throws -> Answer {
        let desk = try await open(options, project: project, registry: registry, isOrder: isOrder)
        let answer: Result<Answer, any Error>
        do {
            answer = .success(try await ask(desk))
        } catch let problem as Problem {
            answer = .failure(CommandFailure(problem))
        } catch let error as BrokerError {
            answer = .failure(CommandFailure(Problem(error)))
        } catch {
            answer = .failure(error)
        }
        await desk.close()
        return try answer.get()
    }

    private static func open(
        _ options: GlobalOptions, project: () throws -> Project?, registry: StepRegistry?, isOrder: Bool
    ) async throws -> any Desk {
        if let address = options.serverAddress { return RemoteDesk(address: address) }
        let storePath = try options.storePath
        if let owner = SQLiteBroker.owner(of: storePath) { return try desk(of: owner) }
        guard FileManager.default.fileExists(atPath: storePath) else {
            throw CommandFailure(
                .unableToWork, "store_missing: there is no store at \(storePath); `millrace run` or `serve` makes one")
        }
        let project = try project()?.withRunSubscriptions
        let time = TimeSource.system()
        let broker = try LocalEngine.openStore(storePath, at: time.now)
        do {
            if isOrder, let project { try await broker.configure(project.topology, at: time.now) }
        } catch {
            await broker.close()
            throw error
        }
        let inForce = project.map { ProjectInForce($0) } ?? .unknown
        return LocalDesk(
            broker: broker, time: time, project: registry.map { inForce.checking(with: $0) } ?? inForce)
    }

    private static func desk(of owner: StoreOwner) throws -> any Desk {
        guard let address = owner.address else {
            throw CommandFailure(
                .tryAgain,
                "store_owned: process \(owner.pid) works on this store and has no server; try again later")
        }
        return RemoteDesk(address: address)
    }
}

extension CommandFailure {
    init(_ problem: Problem) {
        self.init(code: problem.code, detail: problem.detail, pointer: problem.pointer)
    }

    /// What a store or a server refused, with the place if there is one.
    init(code: String, detail: String, pointer: String?) {
        let place = pointer.map { $0.isEmpty ? "" : " (at \($0))" } ?? ""
        self.init(code == "file_exists" ? .unableToWork : .findings, "\(code): \(detail)\(place)")
    }
}
