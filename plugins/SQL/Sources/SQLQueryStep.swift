public import StepKit

/// Asks a database of the project.
public struct SQLQueryStep: Step {
    public struct Input: Codable, Sendable {
        var database: String
        var sql: String
        var parameters: [JSONValue]
        var atMost: Int

        private enum CodingKeys: String, CodingKey {
            case database, sql, parameters
            case atMost = "at_most"
        }
    }

    public struct Output: Codable, Sendable {
        var rows: [[String: JSONValue]]
        var count: Int
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "sql.query", "Asks a database and gives its rows; never changes anything.", isolation: .blocking,
        input: {
            Field("database", \.database, "One of `databases` in millrace.yaml; `store` is Millrace's own.").example(
                "app")
            Field("sql", \.sql, "One statement; values come in only as $1, $2 and so on.")
                .example("select email, name from users where id = $1")
            Field("parameters", \.parameters, "The values of $1, $2 and so on; lists and objects as JSON text.")
                .default([])
            Field("at_most", \.atMost, "The most rows; more are a failure.").default(1000).range(1...10_000)
        },
        output: {
            Field("rows", \.rows, "Each row as an object by column.")
            Field("count", \.count, "How many rows there are.")
        },
        failures: SQLFailure.meanings,
        examples: [
            ["database": "app", "sql": "select email, name from users where id = $1", "parameters": ["ada"]],
            ["database": "store", "sql": "select count(*) as jobs from report_jobs", "at_most": 1],
        ])

    private let databases: Databases

    /// - Throws: ``StepFailure`` with `invalid_payload` for a database that cannot be read from `millrace.yaml`.
    public init(environment: StepEnvironment) throws {
        databases = try Databases(environment, isReadOnly: true)
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        let statement = try Statement(
            sql: input.sql, parameters: input.parameters, isReadOnly: true, mostRows: input.atMost)
        let answer = try databases.named(input.database).run(statement, until: TimeLimit(context))
        return Output(rows: answer.rows, count: answer.rows.count)
    }
}
