import Broker

extension Migration {
    /// Limits by key, delayed deliveries, dead letters, schedules, duplicate detection, retention.
    ///
    /// Steps, costs and records no longer refer to rows that retention removes: without an index of its own each such
    /// reference would have all of the table read for every row that goes, and the index would cost every checkpoint.
    package static let second = Migration(
        """
        ALTER TABLE jobs ADD COLUMN topic TEXT NOT NULL DEFAULT 'jobs';
        ALTER TABLE jobs ADD COLUMN parent_id TEXT;
        ALTER TABLE jobs ADD COLUMN hops INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE jobs ADD COLUMN letters INTEGER NOT NULL DEFAULT 0;
        UPDATE jobs SET topic = ifnull((SELECT topic FROM messages WHERE job = ordinal ORDER BY id LIMIT 1), topic);
        UPDATE jobs SET letters = (SELECT count(*) FROM deliveries WHERE job = ordinal AND state = 'dead')
            WHERE ordinal IN (SELECT job FROM deliveries WHERE state = 'dead');
        CREATE INDEX jobs_ended ON jobs (ended_at, ordinal) WHERE ended_at IS NOT NULL AND letters = 0;
        DROP INDEX jobs_by_idempotency_key;
        CREATE UNIQUE INDEX jobs_by_idempotency_key
            ON jobs (idempotency_key, creator_id IS NULL, ifnull(creator_id, '')) WHERE idempotency_key IS NOT NULL;

        CREATE TABLE steps_2 (
            id INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES jobs (ordinal),
            delivery INTEGER NOT NULL,
            step_id TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('completed', 'skipped', 'failed')),
            output TEXT NOT NULL,
            failure TEXT,
            attempt INTEGER NOT NULL,
            number INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER NOT NULL,
            UNIQUE (job, delivery, step_id)
        ) STRICT;
        INSERT INTO steps_2 SELECT id, job, delivery, step_id, status, output, failure, attempt, number, started_at,
            ended_at FROM steps ORDER BY id;
        DROP TABLE steps;
        ALTER TABLE steps_2 RENAME TO steps;

        CREATE TABLE costs_2 (
            id INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES jobs (ordinal),
            delivery INTEGER NOT NULL,
            step_id TEXT NOT NULL,
            data TEXT NOT NULL,
            time INTEGER NOT NULL
        ) STRICT;
        INSERT INTO costs_2 SELECT id, job, delivery, step_id, data, time FROM costs ORDER BY id;
        DROP TABLE costs;
        ALTER TABLE costs_2 RENAME TO costs;
        CREATE INDEX costs_by_job ON costs (job);

        CREATE TABLE records_2 (
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            value TEXT NOT NULL,
            stored_at INTEGER NOT NULL,
            PRIMARY KEY (collection, id)
        ) STRICT;
        INSERT INTO records_2 SELECT collection, id, value, stored_at FROM records;
        DROP TABLE records;
        ALTER TABLE records_2 RENAME TO records;
        CREATE INDEX records_by_time ON records (stored_at, collection, id);

        CREATE TABLE deliveries_2 (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            message INTEGER NOT NULL REFERENCES messages (id),
            job INTEGER NOT NULL REFERENCES jobs (ordinal),
            subscription TEXT NOT NULL,
            definition TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN
                ('scheduled', 'ready', 'locked', 'completed', 'dead', 'discarded', 'cancelled')),
            number INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0,
            timed_out INTEGER NOT NULL DEFAULT 0,
            lock_lost INTEGER NOT NULL DEFAULT 0,
            worker_died INTEGER NOT NULL DEFAULT 0,
            released INTEGER NOT NULL DEFAULT 0,
            fence INTEGER NOT NULL DEFAULT 0,
            ready_at INTEGER NOT NULL,
            expires_at INTEGER,
            locked_until INTEGER,
            worker TEXT,
            reason TEXT,
            failure TEXT,
            cause TEXT,
            fingerprint TEXT,
            ended_at INTEGER,
            payload TEXT,
            keys TEXT,
            is_admitted INTEGER NOT NULL DEFAULT 0,
            waits_limit INTEGER,
            waits_key TEXT,
            waits_cause TEXT CHECK (waits_cause IN ('concurrency', 'rate')),
            turn INTEGER NOT NULL DEFAULT 0,
            CHECK ((waits_limit IS NULL) = (waits_key IS NULL) AND (waits_limit IS NULL) = (waits_cause IS NULL))
        ) STRICT;
        INSERT INTO deliveries_2 (id, message, job, subscription, definition, state, number, failed, worker_died,
            fence, ready_at, expires_at, locked_until, worker, reason, failure, cause, ended_at)
            SELECT id, message, job, subscription, definition, state, number, failures, deaths, fence, ready_at,
                expires_at, locked_until, worker, reason, failure, cause, ended_at FROM deliveries ORDER BY id;
        DROP TABLE deliveries;
        ALTER TABLE deliveries_2 RENAME TO deliveries;
        CREATE INDEX deliveries_ready ON deliveries (subscription, turn, ready_at, id)
            WHERE state = 'ready' AND waits_limit IS NULL;
        CREATE INDEX deliveries_scheduled ON deliveries (subscription, ready_at, id) WHERE state = 'scheduled';
        CREATE INDEX deliveries_parked
            ON deliveries (subscription, waits_limit, waits_key, waits_cause, turn, ready_at, id)
            WHERE waits_limit IS NOT NULL;
        CREATE INDEX deliveries_parked_turns ON deliveries (subscription, turn)
            WHERE state = 'ready' AND waits_limit IS NOT NULL;
        CREATE INDEX deliveries_turns ON deliveries (subscription, keys, turn)
            WHERE state = 'ready' AND keys IS NOT NULL;
        CREATE INDEX deliveries_expiring ON deliveries (expires_at)
            WHERE state IN ('scheduled', 'ready') AND expires_at IS NOT NULL;
        CREATE INDEX deliveries_locked ON deliveries (subscription, id) WHERE state = 'locked';
        CREATE INDEX deliveries_dead ON deliveries (subscription, id) WHERE state = 'dead';
        CREATE INDEX deliveries_dead_alike ON deliveries (fingerprint, id) WHERE state = 'dead';
        CREATE INDEX deliveries_by_job ON deliveries (job);
        CREATE INDEX deliveries_by_message ON deliveries (message);

        CREATE INDEX events_progress ON events (time, sequence) WHERE type = 'job.progress';

        CREATE TABLE message_ids (
            topic TEXT NOT NULL,
            creator TEXT NOT NULL,
            message_id TEXT NOT NULL,
            job_id TEXT NOT NULL,
            until INTEGER NOT NULL,
            PRIMARY KEY (topic, creator, message_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX message_ids_by_end ON message_ids (until);

        CREATE TABLE rates (
            subscription TEXT NOT NULL,
            limit_number INTEGER NOT NULL,
            key TEXT NOT NULL,
            moment INTEGER NOT NULL,
            PRIMARY KEY (subscription, limit_number, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE schedules (
            name TEXT PRIMARY KEY,
            fingerprint TEXT NOT NULL,
            last_instant INTEGER NOT NULL,
            last_job_id TEXT,
            fired INTEGER NOT NULL DEFAULT 0,
            skipped INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tallies (
            subscription TEXT PRIMARY KEY,
            delivered INTEGER NOT NULL,
            removed INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO tallies SELECT subscription, count(*), 0 FROM deliveries GROUP BY subscription;
        """
    ) { connection, now throws(BrokerError) in
        try connection.run(
            Query("UPDATE deliveries SET state = 'scheduled' WHERE state = 'ready' AND ready_at > ?"), [.time(now)])
        CrashPoint.migrationStatement.reached()
        try markLetters(connection)
    }

    /// Version 1 did not say which dead letters are alike.
    private static func markLetters(_ connection: SQLConnection) throws(BrokerError) {
        let letters = Query("SELECT id, subscription, reason, failure FROM deliveries WHERE state = 'dead'")
        let marked = try connection.rows(letters) { row throws(BrokerError) in
            let failure = try row.maybeFailure(3) ?? FailureRecord(code: "", message: "")
            return (
                id: row.int64(0),
                text: Fingerprint.text(subscription: row.text(1), reason: row.text(2), failure: failure)
            )
        }
        let mark = Query("UPDATE deliveries SET fingerprint = ? WHERE id = ?")
        for letter in marked { try connection.run(mark, [.text(letter.text), .int(letter.id)]) }
    }
}
