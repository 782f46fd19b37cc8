import StepKit
import StepKitTesting
import Testing

@testable import SQLSteps

@Suite("Databases of a project")
struct SettingsTests {
    private func environment(_ databases: JSONValue, _ variables: [String: String] = [:]) -> StepEnvironment {
        StepEnvironment(variables: variables, settings: ["databases": databases, "project": "/nowhere"])
    }

    @Test(
        "what cannot be a database stops the start, and its URL is not repeated",
        arguments: [
            [], ["app": [:]], ["app": ["url": "mysql://u:secret@h/d"]], ["app": ["url": "sqlite:"]],
            ["app": ["url": "postgres://u:secret@h:notaport/%zz"]], ["app": ["url": "/secret/data.db"]],
        ] as [JSONValue])
    func unreadable(databases: JSONValue) {
        let failure = #expect(throws: StepFailure.self) { try SQLQueryStep(environment: environment(databases)) }
        #expect(failure?.code == .invalidPayload && failure?.message.contains("secret") == false)
    }

    @Test("a variable may hold the URL, and is missed only by who wants the database")
    func variables() async throws {
        let databases: JSONValue = ["app": ["url_variable": "APP_DATABASE"]]
        let input: JSONValue = ["database": "app", "sql": "select 1 as a"]
        let unset = try await StepHarness(environment: environment(databases)).run(SQLQueryStep.self, with: input)
        #expect(unset.failure?.code == .notFound && unset.failure?.message.contains("APP_DATABASE") == true)
        let set = environment(databases, ["APP_DATABASE": "sqlite:/nowhere/secret.db"])
        let missing = try await StepHarness(environment: set).run(SQLQueryStep.self, with: input)
        #expect(missing.failure?.code == .notFound && missing.failure?.message.contains("secret") == false)
    }

    @Test("an unknown database is named with what was meant")
    func unknown() async throws {
        let databases: JSONValue = ["analytics": ["url": "sqlite:a.db"]]
        let outcome = try await StepHarness(environment: environment(databases))
            .run(SQLQueryStep.self, with: ["database": "analytic", "sql": "select 1"])
        #expect(outcome.failure?.code == .notFound)
        #expect(outcome.failure?.message.contains("did you mean `analytics`?") == true)
        let none = try await StepHarness().run(SQLExecuteStep.self, with: ["database": "app", "sql": "select 1"])
        #expect(none.failure?.code == .notFound)
    }

    @Test("nobody listening is a network error without an address")
    func unreachable() async throws {
        let databases: JSONValue = ["app": ["url": "postgres://user:secret@127.0.0.1:1/data"]]
        let outcome = try await StepHarness(environment: environment(databases))
            .run(SQLQueryStep.self, with: ["database": "app", "sql": "select 1 as a"])
        #expect(outcome.failure?.code == .networkError)
        #expect(outcome.failure?.message == "the database `app` cannot be reached, or refused the login")
    }

    @Test(
        "times are written as RFC 3339 writes them",
        arguments: [
            ("2026-11-21 21:30:00", "2026-11-21T21:30:00Z"), ("2026-11-21 21:30:00.125+00", "2026-11-21T21:30:00.125Z"),
            ("2026-11-21T21:30:00", "2026-11-21T21:30:00"), ("infinity", "infinity"), ("", ""),
            ("0044-03-15 12:00:00+00 BC", "0044-03-15 12:00:00+00 BC"), ("2026-11-21", "2026-11-21"),
            ("2026-11-21 21:30:00+05:30", "2026-11-21 21:30:00+05:30"),
        ])
    func times(text: String, expected: String) {
        #expect(TimeText.rfc3339(text, zone: "Z") == expected)
    }

    @Test(
        "a list of PostgreSQL is read item by item",
        arguments: [
            ("{}", []), ("{a,b}", ["a", "b"]), ("{\"a b\",NULL,\"NULL\",\"\"}", ["a b", nil, "NULL", ""]),
            ("{\"a\\\"b\\\\c,{}\"}", ["a\"b\\c,{}"]), ("{{1},{2}}", nil), ("{\"a", nil), ("a", nil), ("{\"a\"b}", nil),
        ] as [(String, [String?]?)])
    func lists(text: String, items: [String?]?) {
        #expect(PostgresArray.items(text) == items)
    }
}
