import Broker
import JSONModel
import StepKit

extension TestReader {
    static let expectationKeys = [
        "status", "result", "result_is", "steps", "deliveries", "events", "published", "records", "dead_letter",
        "error", "took", "refused", "that",
    ]
    private static let stepKeys = ["status", "attempts", "with", "output", "error"]
    private static let stepStatuses = StepRecord.Status.allCases.map(\.rawValue) + ["not_run"]

    mutating func readExpectation(_ node: YAMLNode?) -> TestExpectation? {
        guard let node, let members = reader.members(of: node, "`expect`", keys: Self.expectationKeys) else {
            return nil
        }
        if members.isEmpty {
            reader.error(
                "E0809", "this test expects nothing, so it cannot fail", at: node.range,
                help: "expect at least `status: completed`")
        }
        checkWord(members["status"]?.value, "status", JobStatus.allCases.filter(\.isFinal).map(\.rawValue))
        _ = reader.integer(members["deliveries"]?.value, "deliveries", in: 0...10_000)
        if let result = members["result"]?.value { checkMatchers(result) }
        checkSteps(members["steps"]?.value)
        checkList(members["events"]?.value, "events", "an event", keys: ["type", "data"], required: ["type"])
        checkList(
            members["published"]?.value, "published", "a published message",
            keys: ["type", "payload", "topic", "creatorId", "delay"])
        checkRecords(members["records"]?.value)
        checkMap(members["dead_letter"]?.value, "dead_letter", keys: ["reason", "step", "code", "message"])
        checkMap(members["error"]?.value, "error", keys: ["code", "message", "step"])
        checkRefusal(members["refused"]?.value, among: members)
        return TestExpectation(
            root: node, took: readTook(members["took"]?.value), assertions: readAssertions(members["that"]?.value))
    }

    private mutating func checkWord(_ node: YAMLNode?, _ name: String, _ words: [String]) {
        guard let node, let text = reader.text(node, name), !words.contains(text) else { return }
        let nearest = Spelling.nearest(to: text, among: words)
        reader.error(
            "E0205", "`\(name)` cannot be `\(text)`\(Spelling.hint(nearest))", at: node.range,
            help: "one of: \(words.joined(separator: ", "))")
    }

    private mutating func checkSteps(_ node: YAMLNode?) {
        guard let node else { return }
        guard let entries = node.entries else {
            return reader.error("E0204", "`steps` must be a map of step ids", at: node.range)
        }
        for entry in entries {
            let step = findStep(entry.key, at: entry.keyRange)
            guard let members = reader.members(of: entry.value, "an expected step", keys: Self.stepKeys) else {
                continue
            }
            checkWord(members["status"]?.value, "status", Self.stepStatuses)
            _ = reader.integer(members["attempts"]?.value, "attempts", in: 0...100_000)
            checkMap(members["error"]?.value, "error", keys: ["code", "message"])
            for key in ["with", "output"] { if let value = members[key]?.value { checkMatchers(value) } }
            guard let step, let plugin = registry.description(of: step.uses) else { continue }
            checkFields(members["with"]?.value, among: plugin.fields, "`\(step.uses)` has no field")
            checkFields(members["output"]?.value, among: plugin.outputs, "`\(step.uses)` returns no")
        }
    }

    /// A member that can never be there.
    private mutating func checkFields(_ node: YAMLNode?, among fields: [FieldDescription], _ sentence: String) {
        let names = fields.map(\.name)
        for entry in node?.entries ?? [] where !names.contains(entry.key) && !entry.key.hasPrefix("$") {
            let nearest = Spelling.nearest(to: entry.key, among: names)
            reader.error(
                "E0406", "\(sentence) `\(entry.key)`\(Spelling.hint(nearest))", at: entry.keyRange,
                help: names.isEmpty ? nil : "there are: \(names.joined(separator: ", "))")
        }
    }

    private mutating func checkList(
        _ node: YAMLNode?, _ name: String, _ itemName: String, keys: [String], required: [String] = []
    ) {
        guard let node else { return }
        guard let items = node.items else {
            return reader.error("E0204", "`\(name)` must be a list", at: node.range, help: "put `- ` before each")
        }
        for item in items {
            _ = reader.members(of: item, itemName, keys: keys, required: required)
            checkMatchers(item)
        }
    }

    private mutating func checkMap(_ node: YAMLNode?, _ name: String, keys: [String]) {
        guard let node, node.scalar?.value.isNull != true, !isMatcher(node) else { return }
        _ = reader.members(of: node, "`\(name)`", keys: keys)
        checkMatchers(node)
    }

    private func isMatcher(_ node: YAMLNode) -> Bool {
        node.entries?.count == 1 && node.entries?.first?.key.hasPrefix("$") == true
    }

    private mutating func checkRecords(_ node: YAMLNode?) {
        guard let node else { return }
        guard let collections = node.entries else {
            return reader.error("E0204", "`records` must be a map of collections", at: node.range)
        }
        for collection in collections {
            guard collection.value.entries != nil else {
                reader.error(
                    "E0204", "`\(collection.key)` must be a map of record ids", at: collection.value.range)
                continue
            }
            checkMatchers(collection.value)
        }
    }

    /// A job that was refused has no outcome.
    private mutating func checkRefusal(_ node: YAMLNode?, among members: [String: YAMLEntry]) {
        guard let node else { return }
        checkMap(node, "refused", keys: ["code", "at", "message"])
        guard let other = members.values.filter({ $0.key != "refused" }).min(by: { $0.key < $1.key }) else { return }
        reader.error(
            "E0805", "a job that is refused never runs, so `\(other.key)` says nothing", at: other.keyRange,
            help: "expect either the refusal or an outcome")
    }

    private mutating func readTook(_ node: YAMLNode?) -> TookExpectation? {
        guard let node else { return nil }
        guard node.entries != nil else {
            let time = readTime(node)
            return TookExpectation(atLeast: time, atMost: time, range: node.range)
        }
        guard let members = reader.members(of: node, "`took`", keys: ["at_least", "at_most"]) else { return nil }
        if members.isEmpty { reader.error("E0203", "`took` has neither `at_least` nor `at_most`", at: node.range) }
        return TookExpectation(
            atLeast: readTime(members["at_least"]?.value), atMost: readTime(members["at_most"]?.value),
            range: node.range)
    }

    /// No time at all is a time here.
    private mutating func readTime(_ node: YAMLNode?) -> Duration? {
        if let text = node?.scalar?.text, Duration(parsing: text) == .zero { return .zero }
        return reader.duration(node, "took")
    }

    private mutating func checkMatchers(_ node: YAMLNode) {
        switch node.content {
        case .scalar: return
        case .sequence(let items): for item in items { checkMatchers(item) }
        case .mapping(let entries):
            for entry in entries {
                if entry.key.hasPrefix("$") { checkMatcher(entry, in: node) } else { checkMatchers(entry.value) }
            }
        }
    }

    private mutating func checkMatcher(_ entry: YAMLEntry, in node: YAMLNode) {
        guard ValueMatcher.keys.contains(entry.key) else {
            let nearest = Spelling.nearest(to: entry.key, among: ValueMatcher.keys)
            return reader.error(
                "E0808", "`\(entry.key)` is no matcher\(Spelling.hint(nearest))", at: entry.keyRange,
                help: nearest.map { "write `\($0)`" }
                    ?? "matchers: \(ValueMatcher.keys.joined(separator: ", ")); `result_is` takes such keys as they stand"
            )
        }
        guard node.entries?.count == 1 else {
            return reader.error("E0808", "`\(entry.key)` stands alone in its map", at: entry.keyRange)
        }
        guard let matcher = ValueMatcher(node) else {
            let kind = entry.key == "$present" ? "true or false" : "a text"
            return reader.error("E0808", "`\(entry.key)` must be \(kind)", at: entry.value.range)
        }
        guard case .matches(let pattern) = matcher, let problem = ValueMatcher.problem(of: pattern) else { return }
        reader.error("E0808", "`\(pattern)` is no regular expression: \(problem)", at: entry.value.range)
    }
}
