import Foundation
import GRDBSQLite
import StepKit
import StepKitTesting
import TestSupport

@testable import SQLSteps

/// A database that steps are run on under the name `app`.
struct TestDatabase: Sendable {
    let environment: StepEnvironment
    private let folder: TemporaryFolder?

    init(url: String, folder: TemporaryFolder? = nil, entry: [String: JSONValue] = [:], name: String = "app") {
        let entry = JSONValue.object(entry.merging(["url": .string(url)]) { $1 })
        environment = StepEnvironment(
            settings: ["databases": [name: entry], "project": .string(folder?.path ?? "/")])
        self.folder = folder
    }

    /// A new file with these tables.
    static func sqlite(
        _ script: String, entry: [String: JSONValue] = [:], name: String = "app"
    ) throws -> TestDatabase {
        let folder = try TemporaryFolder()
        var database: OpaquePointer?
        sqlite3_open(folder.path("data.db"), &database)
        defer { sqlite3_close(database) }
        guard sqlite3_exec(database, script, nil, nil, nil) == SQLITE_OK else {
            throw Broken(message: String(cString: sqlite3_errmsg(database)))
        }
        return TestDatabase(url: "sqlite:data.db", folder: folder, entry: entry, name: name)
    }

    func path(_ name: String) -> String { folder?.path(name) ?? "" }

    func query(
        _ sql: String, _ parameters: [JSONValue] = [], atMost: Int? = nil, database: String = "app",
        timeRemaining: Duration = .seconds(60)
    ) async throws -> StepOutcome {
        var input: [String: JSONValue] = [
            "database": .string(database), "sql": .string(sql), "parameters": .array(parameters),
        ]
        input["at_most"] = atMost.map { .int(Int64($0)) }
        return try await StepHarness(environment: environment, timeRemaining: timeRemaining)
            .run(SQLQueryStep.self, with: .object(input))
    }

    func rows(_ sql: String, _ parameters: [JSONValue] = []) async throws -> JSONValue? {
        try await query(sql, parameters).output["rows"]
    }

    func execute(
        _ sql: String, _ parameters: [JSONValue] = [], database: String = "app", timeRemaining: Duration = .seconds(60)
    ) async throws -> StepOutcome {
        try await StepHarness(environment: environment, timeRemaining: timeRemaining).run(
            SQLExecuteStep.self,
            with: ["database": .string(database), "sql": .string(sql), "parameters": .array(parameters)])
    }
}

struct Broken: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
