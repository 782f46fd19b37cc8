import Broker

/// All that readers can see of a store.
struct HistoryPicture: Sendable, Hashable {
    let jobs: [HistoryJob]
    let steps: [[StepRecord]]
    let events: [EventRecord]
    let letters: [DeadLetter]
    let groups: [DeadLetterGroup]
    let schedules: [ScheduleState]
    let records: [RecordWrite]
    let costs: [[CostLine]]
    let cache: [CacheEntry?]
    let figures: [JobFigure]

    init(_ bench: BrokerBench) async throws {
        let broker = bench.broker
        let ids = try await broker.jobs(JobQuery(limit: 10_000)).map(\.id)
        var (jobs, steps): ([HistoryJob], [[StepRecord]]) = ([], [])
        for id in ids {
            jobs.append(try await HistoryJob(id, broker))
            steps.append(try await broker.steps(of: id))
        }
        (self.jobs, self.steps) = (jobs, steps)
        events = try await broker.events(after: 0, limit: 100_000)
        letters = try await broker.deadLetters(bench.query())
        groups = try await broker.deadLetterGroups(bench.query())
        schedules = try await broker.schedules()
        records = try await broker.records(collection: "c", after: nil, limit: 100)
        var costs: [[CostLine]] = []
        for grouping in CostQuery.Grouping.allCases { costs.append(try await broker.costs(CostQuery(by: grouping))) }
        self.costs = costs
        var cache: [CacheEntry?] = []
        for key in ["k0", "k1"] { cache.append(try await broker.cached(key, at: .at(0))) }
        self.cache = cache
        figures = try await broker.jobFigures(since: .at(0))
    }

    func difference(to other: HistoryPicture) -> String? {
        Self.difference("jobs", jobs, other.jobs) ?? Self.difference("steps", steps, other.steps)
            ?? Self.difference("events", events, other.events) ?? Self.difference("letters", letters, other.letters)
            ?? Self.difference("groups", groups, other.groups)
            ?? Self.difference("schedules", schedules, other.schedules)
            ?? Self.difference("records", records, other.records) ?? Self.difference("costs", costs, other.costs)
            ?? Self.difference("cache", cache, other.cache) ?? Self.difference("figures", figures, other.figures)
    }

    static func difference<Value: Equatable>(_ name: String, _ expected: Value, _ given: Value) -> String? {
        expected == given ? nil : "\(name) differ:\n  reference: \(expected)\n  broker:    \(given)"
    }

    /// The items that differ alone, so that the text stays readable.
    static func difference<Item: Equatable>(_ name: String, _ expected: [Item], _ given: [Item]) -> String? {
        guard expected != given else { return nil }
        let count = min(expected.count, given.count)
        let place = (0..<count).first { expected[$0] != given[$0] } ?? count
        let (left, right) = (expected.dropFirst(place).first, given.dropFirst(place).first)
        return "\(name) differ at \(place) of \(expected.count) and \(given.count):\n  reference: "
            + (left.map { "\($0)" } ?? "none") + "\n  broker:    " + (right.map { "\($0)" } ?? "none")
    }
}
