import JSONModel

extension InMemoryState {
    mutating func save(_ record: RecordWrite, at now: Timestamp) {
        records[RecordKey(collection: record.collection, id: record.id)] = StoredRecord(
            value: record.value, storedAt: now)
    }

    /// - Returns: whether it was there.
    mutating func remove(_ key: RecordKey) -> Bool { records.removeValue(forKey: key) != nil }

    func record(collection: String, id: String) -> RecordWrite? {
        records[RecordKey(collection: collection, id: id)].map {
            RecordWrite(collection: collection, id: id, value: $0.value)
        }
    }

    func records(collection: String, after id: String?, limit: Int) -> [RecordWrite] {
        let later = records.filter { key, _ in
            key.collection == collection && (id.map { $0.utf8.lexicographicallyPrecedes(key.id.utf8) } ?? true)
        }
        let page = later.sorted { $0.key.id.utf8.lexicographicallyPrecedes($1.key.id.utf8) }.prefix(max(limit, 0))
        return page.map { RecordWrite(collection: collection, id: $0.key.id, value: $0.value.value) }
    }

    func jobFigures(since moment: Timestamp) -> [JobFigure] {
        let ended = jobs.values.filter { entry in
            // What runs because of an event is no job of anybody.
            entry.state.head.topic != Topic.events && entry.state.head.endedAt.map { $0 >= moment } ?? false
        }
        let heads = ended.map(\.state.head)
        let groups = Dictionary(grouping: heads) { [$0.jobType, $0.status.rawValue] }.values
        let figures = groups.compactMap { heads -> JobFigure? in
            guard let first = heads.first else { return nil }
            let times = heads.map { head in
                head.startedAt.flatMap { start in head.endedAt.map { $0 - start } } ?? .zero
            }
            return JobFigure(
                jobType: first.jobType, status: first.status, count: heads.count, total: times.reduce(.zero, +),
                longest: times.max() ?? .zero)
        }
        return figures.sorted {
            ($0.jobType, $0.status.rawValue) < ($1.jobType, $1.status.rawValue)
        }
    }
}
