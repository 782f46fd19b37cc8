import Foundation
import GRDBSQLite
import SQLiteBroker
import Testing

/// A store as version 1 left it, with jobs in every state.
enum FirstVersion {
    static func make(_ folder: TemporaryFolder) throws {
        try folder.execute(
            Migration.first.script + rows + "PRAGMA application_id = 1296649292; PRAGMA user_version = 1;")
    }

    private static let rows = """
        PRAGMA journal_mode = WAL;
        INSERT INTO definitions VALUES ('d', 'one', 'kind: pipeline', 0);
        INSERT INTO jobs (ordinal, id, job_type, creator_id, payload, status, result, failure, progress, attempt,
            definition, subscription, delivery_count, idempotency_key, created_at, started_at, ended_at, ready_at)
        VALUES
            (1, 'done', 'work', 'alice', '{"n":1}', 'completed', '5', NULL, 100, 1, 'd', 'work', 1, 'k', 1, 2, 3, NULL),
            (2, 'new', 'work', NULL, '{"n":2}', 'pending', NULL, NULL, 0, 0, 'd', 'work', 1, 'k', 1, NULL, NULL, 1),
            (3, 'later', 'work', 'alice', '{"n":3}', 'retrying', NULL, NULL, 7, 1, 'd', 'work', 1, NULL, 1, 2, NULL,
                1800000000000),
            (4, 'dead', 'work', 'alice', '{"n":4}', 'failed', NULL, \(failure), 7, 3, 'd', 'work', 1, NULL, 1, 2, 3, NULL),
            (5, 'held', 'work', 'alice', '{"n":5}', 'processing', NULL, NULL, 7, 1, 'd', 'work', 1, NULL, 1, 2, NULL, 1),
            (6, 'late', 'other', 'alice', '{"n":6}', 'timeout', NULL, \(failure), 7, 1, 'd', 'else', 1, NULL, 1, 2, 3, NULL),
            (7, 'off', 'both', 'alice', '{"n":7}', 'cancelled', NULL, NULL, 0, 0, 'd', 'left', 2, NULL, 1, NULL, 3, NULL);
        INSERT INTO messages SELECT ordinal + 10, ordinal, iif(id = 'late', 'elsewhere', 'jobs'), '{"size":1}', 1 FROM jobs;
        INSERT INTO deliveries (id, message, job, subscription, definition, state, number, failures, deaths, fence,
            ready_at, locked_until, worker, reason, failure, cause, ended_at)
        VALUES
            (1, 11, 1, 'work', 'd', 'completed', 1, 0, 0, 1, 1, NULL, NULL, NULL, NULL, NULL, 3),
            (2, 12, 2, 'work', 'd', 'ready', 0, 0, 0, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL),
            (3, 13, 3, 'work', 'd', 'ready', 1, 1, 0, 1, 1800000000000, NULL, NULL, NULL, \(failure), 'failed', NULL),
            (4, 14, 4, 'work', 'd', 'dead', 3, 2, 1, 3, 1, NULL, NULL, 'Why', \(failure), 'failed', 3),
            (5, 15, 5, 'work', 'd', 'locked', 1, 0, 0, 1, 1, 9000, 'w', NULL, NULL, NULL, NULL),
            (6, 16, 6, 'else', 'd', 'dead', 1, 1, 0, 1, 1, NULL, NULL, 'Why', \(failure), 'timed_out', 3),
            (7, 17, 7, 'left', 'd', 'cancelled', 0, 0, 0, 0, 1, NULL, NULL, NULL, NULL, NULL, 3),
            (8, 17, 7, 'right', 'd', 'cancelled', 0, 0, 0, 0, 1, NULL, NULL, NULL, NULL, NULL, 3);
        INSERT INTO steps VALUES (1, 1, 1, 'one', 'completed', '"out"', NULL, 1, 1, 2, 3);
        INSERT INTO steps VALUES (2, 4, 4, 'one', 'failed', 'null', \(failure), 1, 1, 2, 3);
        INSERT INTO costs VALUES (1, 1, 1, 'one', '{"usd":1}', 3);
        INSERT INTO records VALUES ('c', 'r', '{"kept":true}', 1, 3);
        INSERT INTO late_results VALUES (1, 'done', 'one', 1, 1, 'completed', 4);
        INSERT INTO events (job, type, data, time) SELECT ordinal, 'job.submitted', '{}', 1 FROM jobs;
        INSERT INTO events (job, type, data, time) SELECT ordinal, 'job.' || status, '{}', 3 FROM jobs
            WHERE ended_at IS NOT NULL;

        """
    private static let failure = #"'{"code":"broken","message":"It broke.","step":"one","details":null}'"#
}

extension TemporaryFolder {
    /// Runs a script on a store that nobody has open.
    func execute(_ script: String, _ name: String = "millrace.db") throws {
        var database: OpaquePointer?
        defer { sqlite3_close_v2(database) }
        try #require(sqlite3_open("\(path)/\(name)", &database) == SQLITE_OK)
        let code = sqlite3_exec(database, script, nil, nil, nil)
        #expect(code == SQLITE_OK, "\(String(cString: sqlite3_errmsg(database)))")
    }
}
