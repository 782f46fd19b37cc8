extension Migration {
    /// Money, the result cache, views for reports.
    ///
    /// A job without money has no row more than before: a delivery counts its open reservations itself, so that the end
    /// of a lock need not look for any. What was spent outlives its job, and so names it by its id.
    package static let third = Migration(
        """
        ALTER TABLE deliveries ADD COLUMN open_spends INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE spends (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            job_id TEXT NOT NULL,
            job_type TEXT NOT NULL,
            creator_id TEXT,
            pipeline TEXT NOT NULL,
            delivery INTEGER NOT NULL,
            fence INTEGER NOT NULL,
            step_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            name TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('reserved', 'billed', 'free', 'unknown', 'cached')),
            most INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            saved INTEGER NOT NULL DEFAULT 0,
            amounts TEXT,
            began_at INTEGER NOT NULL,
            day INTEGER NOT NULL,
            settled_at INTEGER
        ) STRICT;
        CREATE INDEX spends_by_job ON spends (job_id, id);
        CREATE INDEX spends_by_time ON spends (began_at, id);
        CREATE INDEX spends_open ON spends (delivery) WHERE state = 'reserved';

        CREATE TABLE spend_totals (
            scope TEXT NOT NULL,
            key TEXT NOT NULL,
            day INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (scope, key, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE cache (
            key TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            output TEXT NOT NULL,
            money INTEGER NOT NULL,
            stored_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            hits INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX cache_by_end ON cache (expires_at, key);

        DROP INDEX records_by_time;
        CREATE INDEX records_by_time ON records (stored_at, collection, id)
            WHERE collection NOT IN ('contacts', 'webhook_state');

        """ + ReportViews.all.map { "\($0);\n" }.joined())
}
