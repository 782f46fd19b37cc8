public import StepKit

/// Changes a database of the project.
public struct SQLExecuteStep: Step {
    public struct Input: Codable, Sendable {
        var database: String
        var sql: String
        var parameters: [JSONValue]
    }

    public struct Output: Codable, Sendable {
        var affected: Int
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "sql.execute", "Runs one statement that changes a database, in a transaction of its own.",
        isolation: .blocking, isIdempotent: false,
        input: {
            Field("database", \.database, "One of `databases` in millrace.yaml.").example("app")
            Field("sql", \.sql, "One statement; values come in only as $1, $2 and so on.")
                .example("insert into results (job, mood) values ($1, $2) on conflict (job) do nothing")
            Field("parameters", \.parameters, "The values of $1, $2 and so on; lists and objects as JSON text.")
                .default([])
        },
        output: { Field("affected", \.affected, "How many rows were inserted, changed or deleted.") },
        failures: SQLFailure.meanings,
        examples: [
            [
                "database": "app",
                "sql": "insert into results (job, mood) values ($1, $2) on conflict (job) do nothing",
                "parameters": ["0198c0de", 0.7],
            ]
        ])

    private let databases: Databases

    /// - Throws: ``StepFailure`` with `invalid_payload` for a database that cannot be read from `millrace.yaml`.
    public init(environment: StepEnvironment) throws {
        databases = try Databases(environment, isReadOnly: false)
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        let statement = try Statement(
            sql: input.sql, parameters: input.parameters, isReadOnly: false, mostRows: nil)
        let answer = try databases.named(input.database).run(statement, until: TimeLimit(context))
        return Output(affected: answer.affected)
    }
}
