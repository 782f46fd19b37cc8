import Broker
import Foundation
import JSONModel
import SQLiteBroker

/// A folder that is removed with the last reference to it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "broker-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var store: String { path + "/millrace.db" }

    /// What is in each file of the folder but the lock's.
    func contents() throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasSuffix(".owner") }
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: "\(path)/\($0)"))) })
    }

    func open(_ name: String? = nil) throws -> SQLiteBroker {
        try SQLiteBroker(path: name.map { "\(path)/\($0)" } ?? store, at: .start)
    }

    /// A closed store with one job in it.
    func makeStore() async throws {
        let broker = try open()
        try await broker.configure(.simple, at: .start)
        _ = await broker.submit([JobSubmission(id: "a", jobType: "work", payload: ["n": 1])], at: .start)
        await broker.close()
    }

    /// The code a store is refused with.
    func refusal(_ name: String? = nil) throws -> BrokerError? {
        do {
            _ = try open(name)
            return nil
        } catch let error as BrokerError {
            return error
        }
    }
}

extension Topology {
    static let simple = Topology(
        subscriptions: [Subscription(name: "work", topic: "jobs", match: ["jobType": "work"], definition: "d")],
        definitions: [Definition(hash: "d", name: "one", text: "kind: pipeline")])
}

extension Timestamp {
    static let start = Timestamp(milliseconds: 1_700_000_000_000)
}
