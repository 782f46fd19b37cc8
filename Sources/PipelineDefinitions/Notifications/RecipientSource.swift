import JSONModel

/// Where the addresses of a notification's recipient come from: a step called `recipient`.
struct RecipientSource {
    enum Kind {
        case contacts
        /// The first row of a query, its columns named as the fields of a contact.
        case query(database: YAMLNode, sql: YAMLNode, parameters: [YAMLNode])
    }

    static let stepID = "recipient"

    let kind: Kind
    /// Where the file says so; `nil` if it does not.
    let range: SourceRange?

    func step(at range: SourceRange) -> YAMLNode {
        let range = self.range ?? range
        let creator = YAMLNode.written("${{ job.creatorId }}", at: range)
        let (plugin, fields): (JSONValue, [(String, YAMLNode)]) =
            switch kind {
            case .contacts: ("contacts.find", [("creator_id", creator)])
            case .query(let database, let sql, let parameters):
                (
                    "sql.query",
                    [
                        ("database", database), ("sql", sql),
                        ("parameters", YAMLNode(content: .sequence([creator] + parameters), range: range)),
                    ]
                )
            }
        return .written(
            [
                ("id", .written(.string(Self.stepID), at: range)), ("uses", .written(plugin, at: range)),
                ("with", .written(fields, at: range)),
            ], at: range)
    }

    /// What the recipient has, as a text; empty or, from a query, null where it has none.
    func text(_ name: String) -> String { "\(found).?\(name).orValue(\"\")" }

    func has(_ name: String) -> String {
        switch kind {
        case .contacts: "\(text(name)) != \"\""
        case .query: "!(\(text(name)) in [null, \"\"])"
        }
    }

    /// What the recipient has, as a list; a query may give one text instead.
    func list(_ name: String) -> String {
        switch kind {
        case .contacts: "\(found).?\(name).orValue([])"
        case .query:
            "cel.bind(value, \(found).?\(name).orValue(null), "
                + "type(value) == list ? value : value == null ? [] : string(value).split(\",\"))"
        }
    }

    private var found: String {
        switch kind {
        case .contacts: "steps.\(Self.stepID).output"
        case .query: "steps.\(Self.stepID).output.rows[?0]"
        }
    }
}
