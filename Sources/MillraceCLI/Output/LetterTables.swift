import JSONModel

/// Dead letters in columns.
enum LetterTables {
    static func letters(_ letters: [JSONValue]) -> TextTable {
        let rows = letters.map { letter in
            [
                letter.cell("delivery"), letter.cell("jobId"), letter.cell("subscription"), letter.cell("reason"),
                letter["error"]?.cell("code") ?? "", letter["error"]?.cell("step") ?? "", letter.cell("diedAt"),
            ]
        }
        return TextTable(head: ["DELIVERY", "JOB", "SUBSCRIPTION", "REASON", "CODE", "STEP", "DIED"], rows: rows)
    }

    static func groups(_ groups: [JSONValue]) -> TextTable {
        let rows = groups.map { group in
            ["count", "subscription", "reason", "code", "step", "lastDiedAt"].map { group.cell($0) }
                + [line(group.cell("message"))]
        }
        return TextTable(
            head: ["COUNT", "SUBSCRIPTION", "REASON", "CODE", "STEP", "LAST SEEN", "MESSAGE"], rows: rows)
    }

    /// A message without its line breaks and its end.
    private static func line(_ message: String) -> String {
        let plain = String(message.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return plain.count > 100 ? plain.prefix(99) + "…" : plain
    }
}
