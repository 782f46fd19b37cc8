import Broker
import Foundation
import JSONModel

/// Reads a file of `kind: schedules`.
struct ScheduleReader {
    static let keys = [
        "cron", "time_zone", "job", "payload", "creator", "attributes", "jitter", "overlap", "catch_up", "enabled",
    ]

    private var reader: NodeReader
    /// Where each schedule's name was first given, in this file or one before.
    private(set) var firstPlaces: [String: Diagnostic.Note]

    init(file: SourceFile, firstPlaces: [String: Diagnostic.Note] = [:]) {
        reader = NodeReader(file: file)
        self.firstPlaces = firstPlaces
    }

    mutating func read(_ root: YAMLNode) -> ([LocatedSchedule], [Diagnostic]) {
        let keys = ["kind", "schedules"]
        guard let members = reader.members(of: root, "a file of schedules", keys: keys, required: ["schedules"]),
            let node = members["schedules"]?.value, let entries = reader.namedEntries(node, "schedules")
        else { return ([], reader.diagnostics) }
        var schedules: [LocatedSchedule] = []
        for entry in entries {
            reader.checkUnique(entry, among: "schedules", since: &firstPlaces)
            if let schedule = readSchedule(entry) { schedules.append(schedule) }
        }
        return (schedules, reader.diagnostics)
    }

    private mutating func readSchedule(_ entry: YAMLEntry) -> LocatedSchedule? {
        let key = YAMLScalar(text: entry.key, source: entry.key, style: .plain, value: .string(entry.key))
        let name = reader.id(
            YAMLNode(content: .scalar(key), range: entry.keyRange), "a schedule's name", allowsDash: true)
        guard
            let members = reader.members(
                of: entry.value, "a schedule", keys: Self.keys, required: ["cron", "job"])
        else { return nil }
        let cron = readCron(members["cron"]?.value)
        let zone = readZone(members["time_zone"]?.value)
        let job = reader.text(members["job"]?.value, "job")
        let payload = members["payload"]?.value
        if let payload { checkIsPlain(payload) }
        let creator = reader.text(members["creator"]?.value, "creator")
        let attributes = readAttributes(members["attributes"]?.value)
        let jitter = readJitter(members["jitter"]?.value)
        let overlap = readWord(members["overlap"]?.value, "overlap", Schedule.Overlap.self)
        let catchUp = readWord(members["catch_up"]?.value, "catch_up", ScheduleDefinition.CatchUp.self)
        let isEnabled = readFlag(members["enabled"]?.value, "enabled")
        if let cron, let node = members["cron"]?.value { warnOfGaps(cron, node, jitter, members["jitter"]?.value) }
        guard let name, let cron, let zone, let job, let jobRange = members["job"]?.value.range else { return nil }
        let definition = ScheduleDefinition(
            name: name, cron: cron, timeZone: zone, jobType: job, payload: payload?.jsonValue ?? [:],
            creatorID: creator, attributes: attributes, jitter: jitter, overlap: overlap ?? .skip,
            catchUp: catchUp ?? .last, isEnabled: isEnabled ?? true)
        return LocatedSchedule(definition: definition, file: reader.file, node: entry.value, jobRange: jobRange)
    }

    private mutating func readCron(_ node: YAMLNode?) -> CronExpression? {
        guard let node, let text = reader.text(node, "cron") else { return nil }
        do throws(CronError) {
            return try CronExpression(parsing: text)
        } catch {
            let range = error.range.isEmpty ? node.range : reader.range(error.range, in: node)
            reader.error("E0701", error.message, at: range, help: error.help)
            return nil
        }
    }

    private mutating func readZone(_ node: YAMLNode?) -> TimeZone? {
        guard let node else { return .gmt }
        guard let name = reader.text(node, "time_zone") else { return nil }
        if let zone = ZoneNames.zone(name) { return zone }
        let nearest = ZoneNames.nearest(to: name)
        reader.error(
            "E0702", "`\(name)` is no time zone\(Spelling.hint(nearest))", at: node.range,
            help: nearest.map { "write `\($0)`" } ?? "a name of the IANA list, such as Europe/Berlin, or UTC",
            fix: nearest.flatMap { reader.replacement(of: node, with: $0) })
        return nil
    }

    /// Nothing would evaluate an expression before the pipeline reads the payload, which takes it as it stands.
    private mutating func checkIsPlain(_ node: YAMLNode) {
        switch node.content {
        case .scalar(let scalar):
            guard scalar.text.contains("${{") else { return }
            reader.error(
                "E0707", "a schedule's payload holds no expressions", at: node.range,
                help: "write a plain value; the pipeline's own expressions can read `job.now`")
        case .sequence(let items): for item in items { checkIsPlain(item) }
        case .mapping(let entries): for entry in entries { checkIsPlain(entry.value) }
        }
    }

    private mutating func readJitter(_ node: YAMLNode?) -> Duration {
        if let text = node?.scalar?.text, Duration(parsing: text) == .zero { return .zero }
        return reader.duration(node, "jitter") ?? .zero
    }

    private mutating func readAttributes(_ node: YAMLNode?) -> [String: JSONValue] {
        guard let node else { return [:] }
        guard let entries = node.entries else {
            reader.error("E0204", "`attributes` must be a map of names and values", at: node.range)
            return [:]
        }
        for entry in entries where entry.value.scalar == nil {
            reader.error("E0204", "`\(entry.key)` must be one value", at: entry.value.range)
        }
        return node.jsonValue.objectValue ?? [:]
    }

    private mutating func readWord<Word: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode?, _ name: String, _ words: Word.Type
    ) -> Word? {
        guard let node, let text = reader.text(node, name) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        reader.error(
            "E0205", "`\(name)` cannot be `\(text)`\(Spelling.hint(Spelling.nearest(to: text, among: known)))",
            at: node.range, help: "one of: \(known.joined(separator: ", "))",
            fix: Spelling.certain(text, among: known).flatMap { reader.replacement(of: node, with: $0) })
        return nil
    }

    private mutating func readFlag(_ node: YAMLNode?, _ name: String) -> Bool? {
        reader.flag(node, name)
    }

    private mutating func warnOfGaps(
        _ cron: CronExpression, _ node: YAMLNode, _ jitter: Duration, _ jitterNode: YAMLNode?
    ) {
        guard cron.canFire else {
            reader.warning(
                "W0705", "this schedule never fires", at: node.range, help: "no such date comes in the next 50 years")
            return
        }
        if let often = CronPace(cron) {
            reader.warning("W0209", often.message, at: node.range, help: often.help)
        }
        guard jitter > .zero, let jitterNode, let gap = cron.shortestGap, jitter >= gap else { return }
        reader.warning(
            "W0706", "`jitter: \(jitter.shortText)` is not shorter than the \(gap.shortText) between two firings",
            at: jitterNode.range, help: "jobs may start in another order than their instants")
    }
}
