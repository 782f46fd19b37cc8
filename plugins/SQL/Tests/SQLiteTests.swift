import Foundation
import GRDBSQLite
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import SQLSteps

@Suite("SQL steps on a SQLite file")
struct SQLiteTests {
    private static let users = """
        create table users (id text primary key, email text, age integer, score real, active boolean,
            tags json, born datetime, picture blob);
        insert into users values ('ada', 'ada@example.org', 36, 0.5, 1, '["a", {"b": 1}]', '1815-12-10 08:00:00', x'00');
        insert into users values ('bob', null, 9007199254740993, 1e300, 0, 'no json', 'long ago', null);
        """

    @Test("every value comes as its own kind of JSON")
    func values() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let rows = try await database.rows("select id, email, age, score, active, tags, born from users order by id")
        #expect(
            rows == [
                [
                    "id": "ada", "email": "ada@example.org", "age": 36, "score": 0.5, "active": true,
                    "tags": ["a", ["b": 1]], "born": "1815-12-10T08:00:00Z",
                ],
                [
                    "id": "bob", "email": nil, "age": 9_007_199_254_740_993, "score": 1e300, "active": false,
                    "tags": "no json", "born": "long ago",
                ],
            ])
    }

    @Test("parameters are bound by position, however they are written, and never read as SQL")
    func parameters() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let evil = JSONValue.string("x'; drop table users; --")
        let all: [JSONValue] = [evil, 7, 0.5, true, nil, [1, ["a": "b"]]]
        let answer: JSONValue = [
            ["a": evil, "b": 7, "c": 0.5, "d": 1, "e": nil, "f": "[1,{\"a\":\"b\"}]"]
        ]
        for sql in [
            "select $1 as a, $2 as b, $3 as c, $4 as d, $5 as e, $6 as f",
            "select ? as a, ? as b, ? as c, ? as d, ? as e, ? as f",
            "select $6 as f, $5 as e, ?4 as d, :3 as c, @2 as b, $1 as a",
        ] {
            #expect(try await database.rows(sql, all) == answer, "\(sql)")
        }
        #expect(try await database.rows("select $1 as a, $1 as b", [3]) == [["a": 3, "b": 3]])
        #expect(try await database.query("select count(*) as n from users").output["count"] == 1)
    }

    @Test(
        "what does not fit the statement is refused",
        arguments: [
            ("select $1 as a", [], "takes 1"), ("select $2 as a", [1], "takes 2"), ("select 1 as a", [1], "takes 0"),
            ("select :name as a", [1], "numbers, not names"), ("select 1 as a; select 2 as b", [], "more than one"),
            ("select 1 as a; nonsense", [], "more than one"), ("", [], "no statement"),
            ("-- nothing", [], "no statement"),
            ("select 1 as a, 2 as a", [], "two columns are called `a`"),
            ("select $1 as a", ["x\0y"], "parameter 1 holds a NUL"),
            ("select 1\0", [], "holds a NUL"),
        ] as [(String, [JSONValue], String)])
    func refused(sql: String, parameters: [JSONValue], words: String) async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let failure = try #require(try await database.query(sql, parameters).failure)
        #expect(failure.code == .invalidPayload && failure.message.contains(words), "\(failure)")
    }

    @Test("blanks and comments after a statement are none")
    func trailing() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        #expect(try await database.rows("select 1 as a; ; -- note\n /* more */ ;\n") == [["a": 1]])
    }

    @Test(
        "a query changes nothing, whatever it is",
        arguments: [
            "delete from users", "insert into users (id) values ('x') returning id", "create table x (a)",
            "drop table users", "update users set age = 1", "pragma query_only = 0", "attach 'other.db' as other",
            "begin", "vacuum", "create temp table x (a)", "pragma journal_mode = wal",
        ])
    func readOnly(sql: String) async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let failure = try #require(try await database.query(sql).failure)
        #expect([.sqlReadOnly, .sqlError].contains(failure.code) && failure.disposition == .permanent)
        #expect(
            try await database.rows("select count(*) as n, max(age) > 1 as big from users") == [["n": 2, "big": 1]])
    }

    @Test("an execution tells how many rows it changed")
    func executes() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let changes: [(String, [JSONValue], Int64)] = [
            ("insert into users (id, email) values ($1, $2), ('eve', null)", ["cy", "cy@example.org"], 2),
            ("update users set age = $1 where id = $2", [1, "cy"], 1),
            ("update users set age = 1 where id = 'x'", [], 0),
            ("create table more (a)", [], 0), ("delete from users returning id", [], 4), ("select 1 as a", [], 0),
        ]
        for (sql, parameters, count) in changes {
            #expect(try await database.execute(sql, parameters).output == ["affected": .int(count)], "\(sql)")
        }
    }

    @Test("a constraint is told by its columns, a mistake by its words, and neither tells a value")
    func errors() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let twice = try await database.execute("insert into users (id) values ($1)", ["ada"]).failure
        #expect(twice?.code == .sqlError && twice?.message == "UNIQUE constraint failed: users.id")
        #expect(twice?.details == ["sqlite_code": 1555], "a primary key's constraint")
        let mistake = try await database.query("select nmae from users").failure
        #expect(mistake?.code == .sqlError && mistake?.message == "no such column: nmae")
        let bytes = try await database.query("select picture from users").failure
        #expect(bytes?.code == .valueUnsupported && bytes?.message.contains("`picture`") == true)
    }

    @Test("more rows or bytes than asked for are a failure, not a part")
    func bounds() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < $1) select i from n"
        #expect(try await database.query(numbers, [3], atMost: 3).output["count"] == 3)
        #expect(try await database.query(numbers, [4], atMost: 3).failure?.code == .resultTooLarge)
        #expect(try await database.query(numbers, [1001]).failure?.code == .resultTooLarge)
        let large =
            "select hex(zeroblob(2000000)) as a, 1 as b union all select hex(zeroblob(2000000)), 2 union all select 'x', 3"
        #expect(try await database.query(large).failure?.code == .resultTooLarge)
        #expect(try await database.query("select hex(zeroblob(5000000)) as a").failure?.code == .resultTooLarge)
    }

    private static let endless =
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as c from n"

    @Test("an endless statement ends with the step's time")
    func timeout() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let outcome = try await database.query(Self.endless, timeRemaining: .milliseconds(100))
        #expect(outcome.failure?.code == .timeout)
    }

    @Test("an abort ends a statement")
    func abort() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let harness = try StepHarness(environment: database.environment, timeRemaining: .seconds(600))
        // On a thread of its own: the step blocks.
        Thread { [harness] in
            usleep(100_000)
            harness.abort(.cancelled)
        }.start()
        let outcome = await harness.run(
            SQLQueryStep.self, with: ["database": "app", "sql": .string(Self.endless), "parameters": []])
        #expect(outcome.result == .aborted(.cancelled))
    }

    @Test("another's lock is waited for as long as the step may, and no longer")
    func locked() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        var other: OpaquePointer?
        sqlite3_open(database.path("data.db"), &other)
        sqlite3_exec(other, "begin exclusive", nil, nil, nil)
        let outcome = try await database.execute("delete from users", timeRemaining: .milliseconds(100))
        #expect(outcome.failure?.code == .timeout)
        sqlite3_exec(other, "rollback", nil, nil, nil)
        sqlite3_close(other)
        #expect(try await database.execute("delete from users").output == ["affected": 2])
    }

    @Test("the store and what says so can only be read")
    func onlyRead() async throws {
        let views = ";create view report_users as select id from users where id <> 'bob'"
        let store = try TestDatabase.sqlite(Self.users + views, name: "store")
        #expect(try await store.execute("delete from users", database: "store").failure?.code == .sqlReadOnly)
        #expect(try await store.query("select id from report_users", database: "store").output["count"] == 1)
        let table = try await store.query("select id from users", database: "store").failure
        #expect(table?.code == .sqlError && table?.message.contains("report_") == true)
        let closed = try TestDatabase.sqlite(Self.users, entry: ["read_only": true])
        #expect(try await closed.execute("delete from users").failure?.code == .sqlReadOnly)
    }

    @Test("a write-ahead log is read beside its writer, and without one")
    func writeAheadLog() async throws {
        let database = try TestDatabase.sqlite("pragma journal_mode = wal;" + Self.users)
        #expect(try await database.query("select id from users").output["count"] == 2)
        var other: OpaquePointer?
        sqlite3_open(database.path("data.db"), &other)
        sqlite3_exec(other, "delete from users where id = 'bob'; begin immediate; delete from users", nil, nil, nil)
        #expect(try await database.query("select id from users").output["count"] == 1)
        sqlite3_close_v2(other)
        #expect(try await database.query("select id from users").output["count"] == 1)
    }

    @Test("a connection is used again and again")
    func reuse() async throws {
        let database = try TestDatabase.sqlite(Self.users)
        let pools = try Databases(database.environment, isReadOnly: true)
        let limit = TimeLimit(abort: AbortSignal(), end: .now + .seconds(60))
        for _ in 0..<50 {
            let statement = try Statement(sql: "select 1 as a", parameters: [], isReadOnly: true, mostRows: 1)
            #expect(try pools.named("app").run(statement, until: limit).rows == [["a": 1]])
        }
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)"))
                == database.path("data.db")
        }
        #expect(open == 1)
    }
}
