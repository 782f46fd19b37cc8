import StepKit

extension StepFailure.Code {
    static let sqlError: Self = "sql_error"
    static let sqlReadOnly: Self = "sql_read_only"
    static let resultTooLarge: Self = "result_too_large"
    static let valueUnsupported: Self = "value_unsupported"
}

/// What databases say, in the steps' words. No message holds a connection string or a value.
enum SQLFailure {
    static let meanings: [StepFailure.Code: String] = [
        .sqlError: "The database refused the statement; the details hold its SQLSTATE or SQLite's code.",
        .sqlReadOnly: "The statement changes something and must not.",
        .resultTooLarge: "There are more rows than `at_most`, or more than 8 MB of them.",
        .valueUnsupported: "A column holds bytes, or another value that JSON has no word for.",
    ]

    static let several = StepFailure(.invalidPayload, "`sql` holds more than one statement")
    static let empty = StepFailure(.invalidPayload, "`sql` holds no statement")
    static let readOnly = StepFailure(.sqlReadOnly, "sql.query cannot change anything: use sql.execute")
    static let outOfTime = StepFailure(.timeout, "the statement did not end in time")

    static func tooMany(_ rows: Int) -> StepFailure {
        StepFailure(
            .resultTooLarge, "there are more than \(rows) row\(rows == 1 ? "" : "s"): add a LIMIT, or raise `at_most`")
    }

    static let tooLarge = StepFailure(.resultTooLarge, "the rows are larger than 8 MB")

    static func bytes(_ column: String) -> StepFailure {
        StepFailure(
            .valueUnsupported, "the column `\(column)` holds bytes: encode them in the statement, such as with hex()")
    }

    static func twice(_ column: String) -> StepFailure {
        StepFailure(.invalidPayload, "two columns are called `\(column)`: name one with AS")
    }

    static func count(given: Int, wanted: Int) -> StepFailure {
        StepFailure(
            .invalidPayload, "`parameters` holds \(given), the statement takes \(wanted)")
    }
}
