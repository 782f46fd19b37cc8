import JSONModel

extension NodeReader {
    /// `recipients` of notifications.
    mutating func recipients(_ node: YAMLNode?, databases: Set<String>?) -> RecipientSource? {
        guard let node else { return RecipientSource(kind: .contacts, range: nil) }
        let keys = ["from", "sql", "database", "parameters"]
        guard let members = members(of: node, "`recipients`", keys: keys) else { return nil }
        guard let sql = members["sql"] else { return contacts(members, in: node) }
        if let from = members["from"] {
            error(
                "E1307", "recipients come either `from` somewhere or from `sql`, not both", at: from.keyRange,
                help: "leave `from` out")
        }
        return query(sql.value, members, in: node, databases: databases)
    }

    private mutating func contacts(_ members: [String: YAMLEntry], in node: YAMLNode) -> RecipientSource? {
        guard let from = members["from"]?.value else {
            error(
                "E0203", "`recipients` has neither `from` nor `sql`", at: node.range,
                help: "write `from: contacts`, or leave `recipients` out")
            return nil
        }
        for key in ["database", "parameters"] {
            guard let entry = members[key] else { continue }
            error("E0202", "`\(key)` belongs to `sql`", at: entry.keyRange, help: "remove it, or add `sql`")
        }
        guard let word = text(from, "from") else { return nil }
        guard word == "contacts" else {
            error(
                "E0205", "`from` cannot be `\(word)`\(Spelling.hint(Spelling.nearest(to: word, among: ["contacts"])))",
                at: from.range, help: "write `contacts`; a query of your own goes into `sql`",
                fix: Spelling.certain(word, among: ["contacts"]).flatMap { replacement(of: from, with: $0) })
            return nil
        }
        return RecipientSource(kind: .contacts, range: from.range)
    }

    private mutating func query(
        _ sql: YAMLNode, _ members: [String: YAMLEntry], in node: YAMLNode, databases: Set<String>?
    ) -> RecipientSource? {
        let statement = text(sql, "sql")
        let list = members["parameters"]?.value
        if let list, list.items == nil {
            error("E0204", "`parameters` must be a list of values", at: list.range, help: "put `- ` before each")
        }
        let parameters = list?.items ?? []
        if statement != nil { checkSQL(sql, parameters: parameters, isAboutRecipient: true) }
        guard let database = members["database"]?.value else {
            error(
                "E0203", "`sql` has no `database`", at: node.range,
                help: "name one of millrace.yaml, or `store` for Millrace's own")
            return nil
        }
        guard text(database, "database") != nil, statement != nil else { return nil }
        checkDatabase(database, among: databases)
        return RecipientSource(
            kind: .query(database: database, sql: sql, parameters: parameters), range: sql.range)
    }
}
