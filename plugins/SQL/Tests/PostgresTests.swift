import Foundation
import StepKit
import StepKitTesting
import Testing

@testable import SQLSteps

@Suite("SQL steps on a real PostgreSQL", .enabled(if: PostgresServer.binaries != nil))
struct PostgresTests {
    /// A schema of this test's own in the shared server.
    private func database(_ tables: String...) async throws -> TestDatabase {
        let schema = "test_\(UUID().uuidString.lowercased().filter(\.isHexDigit))"
        let url = try await PostgresServer.shared.value.url
        let database = TestDatabase(url: "\(url)&options=-csearch_path%3D\(schema)")
        for sql in ["create schema \(schema)"] + tables { _ = try await database.execute(sql).output }
        return database
    }

    @Test("every value comes as its own kind of JSON")
    func values() async throws {
        let rows = try await database().rows(
            """
            select 7::int as i, 9007199254740993::bigint as big, 0.5::real as f, 'NaN'::float8 as nan, 12.50::numeric as n,
                12::numeric as whole, 0.1234567890123456789::numeric as exact, true as yes, null::int as nothing,
                '{"a": [1, 2.5]}'::jsonb as j, 'null'::json as jn, timestamptz '2026-11-21 22:30:00.25+01' as at,
                timestamp '2026-11-21 21:30:00' as local, date '2026-11-21' as day, 'é' as t,
                '{a,"b c",NULL}'::text[] as list, '{1,2}'::int[] as numbers, interval '90 seconds' as span,
                '5f6e7a2c-0000-4000-8000-000000000001'::uuid as id, '{}'::text[] as none, '{{1},{2}}'::int[] as grid
            """)
        #expect(
            rows?[0] == [
                "i": 7, "big": 9_007_199_254_740_993, "f": 0.5, "nan": "NaN", "n": 12.5, "whole": 12,
                "exact": "0.1234567890123456789", "yes": true, "nothing": nil, "j": ["a": [1, 2.5]], "jn": nil,
                "at": "2026-11-21T21:30:00.25Z", "local": "2026-11-21T21:30:00", "day": "2026-11-21", "t": "é",
                "list": ["a", "b c", nil], "numbers": [1, 2], "span": "PT1M30S",
                "id": "5f6e7a2c-0000-4000-8000-000000000001", "none": [], "grid": "{{1},{2}}",
            ])
    }

    @Test("parameters are bound and never read as SQL")
    func parameters() async throws {
        let database = try await database("create table users (id text primary key)")
        let evil = JSONValue.string("x'; drop table users; --")
        let rows = try await database.rows(
            "select $1::text as a, $2::int + 1 as b, $3::numeric as c, $4::bool as d, $5::text as e, $6::jsonb as f",
            [evil, 7, 0.5, true, nil, [1, ["a": "b"]]])
        #expect(rows == [["a": evil, "b": 8, "c": 0.5, "d": true, "e": nil, "f": [1, ["a": "b"]]]])
        #expect(try await database.rows("select count(*) as n from users") == [["n": 0]])
    }

    @Test(
        "what does not fit the statement is refused",
        arguments: [
            ("select $1::int as a", [], "as many values"), ("select 1 as a", [1], "as many values"),
            ("select 1 as a; select 2 as b", [], "more than one"), ("", [], "no statement"),
            ("-- x", [], "no statement"),
            ("select 1 as a, 2 as a", [], "two columns are called `a`"), ("copy (select 1) to stdout", [], "COPY"),
        ] as [(String, [JSONValue], String)])
    func refused(sql: String, parameters: [JSONValue], words: String) async throws {
        let database = try await database()
        let failure = try #require(try await database.query(sql, parameters).failure)
        #expect(failure.code == .invalidPayload && failure.message.contains(words), "\(failure)")
        #expect(try await database.rows("select 1 as a") == [["a": 1]])
    }

    @Test(
        "a query changes nothing, whatever it is",
        arguments: [
            "delete from users", "with gone as (delete from users returning id) select * from gone", "drop table users",
            "create table x (a int)", "set session characteristics as transaction read write",
            "set transaction read write", "commit",
        ])
    func readOnly(sql: String) async throws {
        let database = try await database("create table users (id text)", "insert into users values ('ada')")
        let outcome = try await database.query(sql)
        if let failure = outcome.failure { #expect([.sqlReadOnly, .sqlError].contains(failure.code), "\(failure)") }
        #expect(try await database.rows("select id from users") == [["id": "ada"]])
        #expect(try await database.query("delete from users").failure?.code == .sqlReadOnly)
    }

    @Test("an execution tells how many rows it changed, and is kept")
    func executes() async throws {
        let database = try await database("create table users (id text, age int)")
        let changes: [(String, [JSONValue], Int64)] = [
            ("insert into users values ($1, $2), ('eve', null)", ["cy", 40], 2),
            ("update users set age = $1 where id = $2", [1, "cy"], 1),
            ("update users set age = 1 where id = 'x'", [], 0),
            ("delete from users returning id", [], 2),
        ]
        for (sql, parameters, count) in changes {
            #expect(try await database.execute(sql, parameters).output == ["affected": .int(count)], "\(sql)")
        }
    }

    @Test("errors tell their SQLSTATE and names, but no values")
    func errors() async throws {
        let database = try await database("create table users (id text primary key, age int check (age < 200))")
        _ = try await database.execute("insert into users values ('secret')").output
        let twice = try await database.execute("insert into users values ($1)", ["secret"]).failure
        #expect(twice?.code == .sqlError && twice?.details == ["sqlstate": "23505"] && twice?.disposition == .permanent)
        #expect(twice?.message == "the statement failed with SQLSTATE 23505 (table `users`, constraint `users_pkey`)")
        let number = try await database.query("select $1::int as a", ["secret"]).failure
        #expect(number?.details == ["sqlstate": "22P02"] && number?.message.contains("secret") == false)
        let mistake = try await database.query("select nmae from users").failure
        #expect(mistake?.details == ["sqlstate": "42703"] && mistake?.message.contains("nmae") == true)
        let bytes = try await database.query("select 'x'::bytea as picture").failure
        #expect(bytes?.code == .valueUnsupported && bytes?.message.contains("`picture`") == true)
    }

    @Test("a constraint that is checked at the end undoes the statement")
    func deferred() async throws {
        let database = try await database(
            "create table users (id int primary key)",
            "create table pets (owner int references users deferrable initially deferred)")
        let failure = try await database.execute("insert into pets values (5)").failure
        #expect(failure?.details == ["sqlstate": "23503"])
        #expect(try await database.rows("select count(*) as n from pets") == [["n": 0]])
    }

    @Test("more rows or bytes than asked for are a failure, not a part")
    func bounds() async throws {
        let database = try await database()
        let numbers = "select i from generate_series(1, $1::int) as i"
        #expect(try await database.query(numbers, [3], atMost: 3).output["count"] == 3)
        #expect(try await database.query(numbers, [4], atMost: 3).failure?.code == .resultTooLarge)
        #expect(try await database.query(numbers, [200_000]).failure?.code == .resultTooLarge)
        #expect(try await database.query("select repeat('x', 9000000) as a").failure?.code == .resultTooLarge)
    }

    @Test("a long statement ends with the step's time, in the server too")
    func timeout() async throws {
        let database = try await database()
        let outcome = try await database.query(
            "select pg_sleep(600)::text as mark_timeout", timeRemaining: .milliseconds(300))
        #expect(outcome.failure?.code == .timeout)
        try await waitUntilGone("mark_timeout", database)
    }

    @Test("an abort ends a statement, in the server too")
    func abort() async throws {
        let database = try await database()
        let harness = try StepHarness(environment: database.environment, timeRemaining: .seconds(600))
        // On a thread of its own: the step blocks.
        Thread { [harness] in
            usleep(300_000)
            harness.abort(.cancelled)
        }.start()
        let outcome = await harness.run(
            SQLQueryStep.self,
            with: ["database": "app", "sql": "select pg_sleep(600)::text as mark_abort", "parameters": []])
        #expect(outcome.result == .aborted(.cancelled))
        try await waitUntilGone("mark_abort", database)
    }

    private func waitUntilGone(_ mark: String, _ database: TestDatabase) async throws {
        let sql =
            "select count(*) as n from pg_stat_activity where state = 'active' and query like $1 and pid <> pg_backend_pid()"
        for _ in 0..<200 {
            if try await database.rows(sql, [.string("%pg_sleep%\(mark)%")]) == [["n": 0]] { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the server still runs the statement")
    }

    @Test("a connection is used again, unless something is left in it or the server ended it")
    func reuse() async throws {
        let database = try await database()
        let reading = try Databases(database.environment, isReadOnly: true).named("app")
        let writing = try Databases(database.environment, isReadOnly: false).named("app")
        func pid(_ pool: ConnectionPool, _ sql: String = "select pg_backend_pid() as pid") throws -> JSONValue? {
            let statement = try Statement(sql: sql, parameters: [], isReadOnly: pool === reading, mostRows: 10)
            return try pool.run(statement, until: TimeLimit(abort: AbortSignal(), end: .now + .seconds(60))).rows
                .first?["pid"]
        }
        let first = try pid(reading)
        #expect(try pid(reading) == first)
        #expect(throws: StepFailure.self) { try pid(reading, "select nonsense") }
        #expect(try pid(reading) == first)

        let writer = try pid(writing)
        #expect(try pid(writing) == writer)
        _ = try pid(writing, "set search_path = pg_catalog")
        #expect(try pid(writing) != writer)

        _ = try await database.query("select pg_terminate_backend($1::int)::text as done", [first ?? nil])
        let failure = #expect(throws: StepFailure.self) { try pid(reading) }
        #expect(failure?.code == .networkError)
        #expect(try pid(reading) != first)
    }

    @Test("many at once share a few connections")
    func crowd() async throws {
        let database = try await database()
        let pool = try Databases(database.environment, isReadOnly: true).named("app")
        let statement = try Statement(
            sql: "select count(*) as n from pg_stat_activity where query like '%mark_crowd%'", parameters: [],
            isReadOnly: true, mostRows: 1)
        let counts = Counts()
        DispatchQueue.concurrentPerform(iterations: 40) { _ in
            let limit = TimeLimit(abort: AbortSignal(), end: .now + .seconds(60))
            counts.add((try? pool.run(statement, until: limit))?.rows.first?["n"]?.intValue)
        }
        #expect(counts.all.count == 40 && counts.all.allSatisfy { (1...8).contains($0) })
    }
}
