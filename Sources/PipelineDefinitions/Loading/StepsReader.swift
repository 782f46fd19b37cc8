import JSONModel
import StepKit

/// Reads the lists of steps of one pipeline: they share their names and the count of their groups.
struct StepsReader {
    static let stepKeys = [
        "id", "uses", "with", "when", "for_each", "at_once", "timeout", "retry", "cache", "progress",
    ]
    static let groupKeys = ["parallel", "at_once"]
    /// For items and for the members of a group.
    static let atOnce = 1...100

    var reader: NodeReader
    /// Steps whose progress falls behind the one before.
    private(set) var lateProgress: [Diagnostic] = []
    private(set) var steps: [LocatedStep] = []
    private let root: YAMLNode
    private var places: [String: SourceRange] = [:]
    private var groups = 0
    private var rank = 0
    /// The progress when what came before has ended.
    private var reached = 0

    init(_ reader: NodeReader, root: YAMLNode) {
        self.reader = reader
        self.root = root
    }

    /// Reads one list, after those that run before it.
    mutating func read(_ section: StepSection, _ node: YAMLNode?, key: String) {
        guard let node else { return }
        guard let items = node.items else {
            reader.error("E0204", "`\(key)` must be a list", at: node.range, help: "put `- ` before each step")
            return
        }
        if items.isEmpty { reader.error("E0203", "`\(key)` is empty", at: node.range) }
        let count = items.reduce(0) { $0 + (Self.members(of: $1)?.count ?? 1) }
        var position = 0
        for item in items {
            let members = Self.members(of: item)
            let group = members == nil ? nil : readGroup(item)
            var most = reached
            for member in members ?? [item] {
                position += 1
                let share = section == .steps ? position * 100 / max(count, 1) : reached
                if group != nil, refuseInnerGroup(member) { continue }
                guard let step = readStep(member, in: section, group, evenShare: share) else { continue }
                most = max(most, step.definition.progress)
                add(step)
            }
            reached = most
            rank += 1
        }
    }

    /// The steps of a group; `nil` for a single step.
    private static func members(of node: YAMLNode) -> [YAMLNode]? {
        guard let entry = node.entries?.first(where: { isGroupKey($0.key, in: node) }) else { return nil }
        return entry.value.items ?? []
    }

    /// Also a misspelt one, where no step is.
    private static func isGroupKey(_ key: String, in node: YAMLNode) -> Bool {
        key == "parallel" || node["uses"] == nil && Spelling.nearest(to: key, among: ["parallel"]) != nil
    }

    private mutating func readGroup(_ node: YAMLNode) -> StepGroup? {
        let members = reader.members(of: node, "a group", keys: Self.groupKeys)
        let atOnce = reader.integer(members?["at_once"]?.value, "at_once", in: Self.atOnce)
        if let list = members?["parallel"]?.value {
            if list.items == nil {
                reader.error("E0204", "`parallel` must be a list", at: list.range, help: "put `- ` before each step")
            } else if list.items?.isEmpty == true {
                reader.error("E0203", "`parallel` is empty", at: list.range)
            }
        }
        defer { groups += 1 }
        return StepGroup(number: groups, atOnce: atOnce)
    }

    private mutating func refuseInnerGroup(_ node: YAMLNode) -> Bool {
        guard let entry = node.entries?.first(where: { Self.isGroupKey($0.key, in: node) }) else { return false }
        reader.error(
            "E1104", "a group cannot stand inside a group", at: entry.keyRange,
            help: "put its steps into the outer one, or into a pipeline of their own: `uses: pipeline/…`")
        return true
    }

    private mutating func add(_ step: LocatedStep) {
        if let first = places[step.definition.id] {
            reader.report(
                Diagnostic(
                    code: "E0212", message: "two steps are called `\(step.definition.id)`", file: reader.file.path,
                    range: step.idRange, help: "give each step its own id",
                    notes: [.init(message: "the first one", file: reader.file.path, range: first)]))
        } else {
            places[step.definition.id] = step.idRange
        }
        steps.append(step)
    }

    private mutating func readStep(
        _ node: YAMLNode, in section: StepSection, _ group: StepGroup?, evenShare: Int
    ) -> LocatedStep? {
        guard let members = reader.members(of: node, "a step", keys: Self.stepKeys, required: ["id", "uses"]) else {
            return nil
        }
        let id = readID(members["id"]?.value)
        let uses = reader.text(members["uses"]?.value, "uses")
        let with = members["with"].map { reader.template($0.value) } ?? .map([:])
        let when = reader.expression(members["when"]?.value, "when")
        let timeout = reader.duration(members["timeout"]?.value, "timeout") ?? StepDefinition.defaultTimeout
        let retry = readRetry(members["retry"]?.value)
        let progress = readProgress(members["progress"], in: section)
        let forEach = members["for_each"].map { readList($0.value) }
        let atOnce = readAtOnce(members)
        let cache = readCache(members["cache"]?.value)
        guard let id, let uses, let idRange = members["id"]?.value.range, let usesRange = members["uses"]?.value.range
        else { return nil }
        var definition = StepDefinition(
            id: id, uses: uses, with: with, when: when, timeout: timeout, retry: retry,
            progress: progress ?? max(evenShare, reached))
        (definition.forEach, definition.atOnce, definition.group) = (forEach, atOnce, group)
        definition.cache = cache
        definition.hasOwnTimeout = members["timeout"] != nil
        return LocatedStep(
            definition: definition, node: node, idRange: idRange, usesRange: usesRange, with: members["with"]?.value,
            when: members["when"]?.value, timeoutRange: members["timeout"]?.value.range, section: section, rank: rank)
    }

    private mutating func readProgress(_ entry: YAMLEntry?, in section: StepSection) -> Int? {
        guard let entry else { return nil }
        guard section == .steps else {
            reader.error(
                "E0202", "`progress` says nothing here: the job is at its end", at: entry.keyRange, help: "remove it")
            return nil
        }
        guard let declared = reader.integer(entry.value, "progress", in: 0...100) else { return nil }
        if declared < reached {
            lateProgress.append(
                Diagnostic(
                    code: "E0306", message: "`progress: \(declared)` is below the \(reached) of the step before",
                    file: reader.file.path, range: entry.value.range))
        }
        return declared
    }

    private mutating func readID(_ node: YAMLNode?) -> String? {
        guard let node, let mistake = DashedID(node, in: root) else { return reader.id(node, "a step's id") }
        reader.report(mistake.diagnostic(file: reader.file.path))
        return nil
    }
}
