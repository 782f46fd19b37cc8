import Broker
package import JSONModel

extension Workbench {
    /// `{"by", "since", "until", "costs": [{key, …}], "total"}`, the largest first, days in their order.
    package func costs(_ parameters: [String: String]) async throws -> JSONValue {
        let parameters = try QueryParameters(parameters, known: ["by", "since", "until", "limit"])
        var query = CostQuery(by: try Self.grouping(parameters.text("by")))
        query.since = try parameters.instant("since", now: now)
        query.until = try parameters.instant("until", now: now)
        query.limit = try parameters.limit(default: 500)
        var whole = query
        (whole.by, whole.limit) = (.day, .max)
        let lines = try await broker.costs(query)
        let total = CostView.total(of: try await broker.costs(whole))
        return [
            "by": .string(query.by.rawValue), "since": query.since.json, "until": query.until.json,
            "costs": .array(
                lines.map { line in
                    let key: JSONValue = query.by == .creator && line.key.isEmpty ? .null : .string(line.key)
                    return .object(CostView.value(of: line).merging(["key": key]) { $1 })
                }),
            "total": .object(CostView.value(of: total)),
        ]
    }

    /// What a job did cost so far; null if it paid for nothing and saved nothing.
    func cost(of jobID: String) async throws -> JSONValue {
        let lines = try await broker.costs(CostQuery(by: .job, jobID: jobID, limit: 1))
        return lines.first.map { .object(CostView.value(of: $0)) } ?? .null
    }

    private static func grouping(_ word: String?) throws -> CostQuery.Grouping {
        guard let word else { return .model }
        guard let grouping = CostQuery.Grouping(rawValue: word) else {
            let words = CostQuery.Grouping.allCases.map(\.rawValue)
            let hint = Spelling.hint(Spelling.nearest(to: word, among: words))
            throw Problem.query("by", "`by` is \(words.joined(separator: ", ")), not `\(word)`\(hint)")
        }
        return grouping
    }
}

extension QueryParameters {
    /// A moment such as `2026-11-21T10:04:12Z`, a day in UTC, or a time before now such as `7d`.
    fileprivate func instant(_ name: String, now: Timestamp) throws -> Timestamp? {
        guard let text = text(name) else { return nil }
        let moment =
            Duration(parsing: text).map { now + (.zero - $0) } ?? Timestamp(reading: text)
            ?? Timestamp(reading: text + "T00:00:00Z")
        guard let moment else {
            throw Problem.query(
                name, "`\(name)` is a moment such as 2026-11-21T10:04:12Z, a day, or a time before now such as 7d")
        }
        return moment
    }
}
