/// What SQL of a pipeline may read: names and columns that stay, whatever becomes of the tables below them.
enum ReportViews {
    /// Each as SQLite keeps it.
    static let all = [jobs, spend, records]

    /// Moments are milliseconds since 1970. What runs because of an event is no job of anybody.
    private static let jobs = """
        CREATE VIEW report_jobs AS
            SELECT jobs.id AS id, jobs.job_type AS job_type, jobs.creator_id AS creator_id,
                ifnull(definitions.name, '') AS pipeline, jobs.status AS status, jobs.created_at AS created_at,
                jobs.started_at AS started_at, jobs.ended_at AS ended_at, jobs.attempt AS attempts,
                jobs.result AS result
            FROM jobs LEFT JOIN definitions ON definitions.hash = jobs.definition
            WHERE jobs.topic <> 'events'
        """
    /// Amounts are whole units.
    private static let spend = """
        CREATE VIEW report_spend AS
            SELECT id, job_id, job_type, creator_id, pipeline, step_id, name AS model, state, most / 1e9 AS most,
                amount / 1e9 AS amount, saved / 1e9 AS saved, amount > most AS is_overrun, amounts, began_at,
                settled_at
            FROM spends
        """
    /// Addresses and secrets are nobody's report.
    private static let records = """
        CREATE VIEW report_records AS
            SELECT collection, id, value, stored_at FROM records
            WHERE collection NOT IN ('contacts', 'webhook_state')
        """
}
