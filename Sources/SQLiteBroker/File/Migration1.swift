extension Migration {
    /// The tables of version 1.
    package static let first = Migration(
        """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE definitions (
            hash TEXT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL, stored_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE jobs (
            ordinal INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            job_type TEXT NOT NULL,
            creator_id TEXT,
            payload TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN
                ('pending', 'processing', 'retrying', 'completed', 'failed', 'timeout', 'cancelled')),
            result TEXT,
            failure TEXT,
            progress INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
            attempt INTEGER NOT NULL DEFAULT 0,
            definition TEXT NOT NULL,
            subscription TEXT NOT NULL,
            delivery_count INTEGER NOT NULL,
            is_cancelling INTEGER NOT NULL DEFAULT 0,
            idempotency_key TEXT,
            created_at INTEGER NOT NULL,
            started_at INTEGER,
            ended_at INTEGER,
            ready_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX jobs_by_idempotency_key ON jobs (idempotency_key, ifnull(creator_id, ''))
            WHERE idempotency_key IS NOT NULL;
        CREATE INDEX jobs_by_status ON jobs (status, ordinal) WHERE status <> 'completed';
        CREATE INDEX jobs_by_type ON jobs (job_type, ordinal);
        CREATE INDEX jobs_by_creator ON jobs (creator_id, ordinal) WHERE creator_id IS NOT NULL;

        CREATE TABLE messages (
            id INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES jobs (ordinal),
            topic TEXT NOT NULL,
            attributes TEXT NOT NULL,
            enqueued_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX messages_by_job ON messages (job);

        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            message INTEGER NOT NULL REFERENCES messages (id),
            job INTEGER NOT NULL REFERENCES jobs (ordinal),
            subscription TEXT NOT NULL,
            definition TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('ready', 'locked', 'completed', 'dead', 'cancelled')),
            number INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0,
            deaths INTEGER NOT NULL DEFAULT 0,
            fence INTEGER NOT NULL DEFAULT 0,
            ready_at INTEGER NOT NULL,
            expires_at INTEGER,
            locked_until INTEGER,
            worker TEXT,
            reason TEXT,
            failure TEXT,
            cause TEXT,
            ended_at INTEGER
        ) STRICT;
        CREATE INDEX deliveries_ready ON deliveries (subscription, ready_at, id) WHERE state = 'ready';
        CREATE INDEX deliveries_expiring ON deliveries (expires_at) WHERE state = 'ready' AND expires_at IS NOT NULL;
        CREATE INDEX deliveries_locked ON deliveries (locked_until) WHERE state = 'locked';
        CREATE INDEX deliveries_dead ON deliveries (subscription, id) WHERE state = 'dead';
        CREATE INDEX deliveries_by_job ON deliveries (job);
        CREATE INDEX deliveries_by_message ON deliveries (message);

        CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES jobs (ordinal),
            delivery INTEGER NOT NULL REFERENCES deliveries (id),
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

        CREATE TABLE events (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            job INTEGER NOT NULL REFERENCES jobs (ordinal),
            type TEXT NOT NULL,
            data TEXT NOT NULL,
            time INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX events_by_job ON events (job, sequence);

        CREATE TABLE records (
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            value TEXT NOT NULL,
            job INTEGER NOT NULL REFERENCES jobs (ordinal),
            stored_at INTEGER NOT NULL,
            PRIMARY KEY (collection, id)
        ) STRICT;

        CREATE TABLE costs (
            id INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES jobs (ordinal),
            delivery INTEGER NOT NULL REFERENCES deliveries (id),
            step_id TEXT NOT NULL,
            data TEXT NOT NULL,
            time INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX costs_by_job ON costs (job);

        CREATE TABLE late_results (
            id INTEGER PRIMARY KEY,
            job_id TEXT NOT NULL,
            step_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            fence INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            received_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX late_results_by_job ON late_results (job_id);
        """)
}
