import Crypto
import Expressions
import JSONModel
import JSONSchemaValidation
import StepKit

/// Reads a file of `kind: pipeline`.
struct PipelineReader {
    static let keys = ["kind", "name", "description", "input", "deadline", "steps", "output"]
    static let stepKeys = ["id", "uses", "with", "when", "timeout", "retry", "progress"]

    private var reader: NodeReader
    private let registry: StepRegistry?
    private var root: YAMLNode?
    /// Steps whose progress falls behind the one before.
    private var lateProgress: [Diagnostic] = []

    /// - Parameter registry: the plugins to check against; `nil` for a pinned text, which was checked when it was read.
    init(file: SourceFile, registry: StepRegistry?) {
        reader = NodeReader(file: file)
        self.registry = registry
    }

    /// The pipeline, if nothing is wrong with it, and what was found.
    mutating func read(_ root: YAMLNode) -> (PipelineDefinition?, [Diagnostic]) {
        self.root = root
        let pipeline = readPipeline(root)
        return (reader.hasErrors ? nil : pipeline, reader.diagnostics)
    }

    private mutating func readPipeline(_ root: YAMLNode) -> PipelineDefinition? {
        guard let members = reader.members(of: root, "a pipeline", keys: Self.keys, required: ["name", "steps"]) else {
            return nil
        }
        let name = reader.id(members["name"]?.value, "a pipeline's name")
        let description = reader.text(members["description"]?.value, "description")
        let deadline = reader.duration(members["deadline"]?.value, "deadline")
        let inputNode = members["input"]?.value
        let input = readSchema(inputNode)
        let steps = readSteps(members["steps"]?.value)
        let output = members["output"].map { reader.template($0.value) }
        let written = members["steps"]?.value.items?.compactMap { $0["id"]?.scalar?.text } ?? []
        if let registry {
            let isReadAsMeant = checkKeywords(inputNode)
            let inputSchema = input == nil || !isReadAsMeant ? [:] : inputNode?.jsonValue ?? [:]
            var check = TypeCheck(steps: steps, writtenIDs: Set(written), input: inputSchema, registry: registry)
            check.run(output: output.flatMap { value in members["output"].map { (value, $0.value) } }, &reader)
            reportProgress()
            TimeCheck(
                steps: steps, deadline: deadline, deadlineRange: members["deadline"]?.value.range, registry: registry
            ).run(&reader)
        } else {
            reportProgress()
        }
        guard let name, let input else { return nil }
        let digest = SHA256.hash(data: Array(reader.file.text.utf8))
        return PipelineDefinition(
            name: name, description: description, inputSchema: inputNode?.jsonValue ?? [:], input: input,
            deadline: deadline, steps: steps.map(\.definition), output: output,
            hash: HexadecimalText.of(Array(digest)), text: reader.file.text)
    }

    private mutating func readSchema(_ node: YAMLNode?) -> JSONSchema? {
        do {
            return try JSONSchema(node?.jsonValue ?? [:])
        } catch {
            let range = node?.range(at: error.pointer) ?? SourceRange(line: 1, column: 1, length: 1)
            reader.error("E0208", "`input` is no JSON Schema: \(error.message)", at: range)
            return nil
        }
    }

    /// - Returns: whether the schema says what was meant; otherwise nothing is known of the input.
    private mutating func checkKeywords(_ node: YAMLNode?) -> Bool {
        guard let node else { return true }
        let count = reader.diagnostics.count
        SchemaKeywordCheck.run(node, &reader)
        return reader.diagnostics.count == count
    }

    /// Where steps stand in the wrong order, that is the cause.
    private mutating func reportProgress() {
        guard !reader.diagnostics.contains(where: { $0.code == "E0404" }) else { return }
        for finding in lateProgress { reader.report(finding) }
    }

    private mutating func readSteps(_ node: YAMLNode?) -> [LocatedStep] {
        guard let node else { return [] }
        guard let items = node.items else {
            reader.error("E0204", "`steps` must be a list", at: node.range, help: "put `- ` before each step")
            return []
        }
        if items.isEmpty { reader.error("E0203", "`steps` is empty", at: node.range) }
        var steps: [LocatedStep] = []
        var places: [String: SourceRange] = [:]
        for (index, item) in items.enumerated() {
            let evenShare = (index + 1) * 100 / items.count
            guard let step = readStep(item, evenShare: evenShare, after: steps.last) else { continue }
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
        return steps
    }

    private mutating func readStep(_ node: YAMLNode, evenShare: Int, after previous: LocatedStep?) -> LocatedStep? {
        guard let members = reader.members(of: node, "a step", keys: Self.stepKeys, required: ["id", "uses"]) else {
            return nil
        }
        let id = readID(members["id"]?.value)
        let uses = reader.text(members["uses"]?.value, "uses")
        let with = members["with"].map { reader.template($0.value) } ?? .map([:])
        let when = reader.expression(members["when"]?.value, "when")
        let timeout = reader.duration(members["timeout"]?.value, "timeout") ?? StepDefinition.defaultTimeout
        let retry = readRetry(members["retry"]?.value)
        let declared = reader.integer(members["progress"]?.value, "progress", in: 0...100)
        let reached = previous?.definition.progress ?? 0
        if let declared, declared < reached, let range = members["progress"]?.value.range {
            lateProgress.append(
                Diagnostic(
                    code: "E0306", message: "`progress: \(declared)` is below the \(reached) of the step before",
                    file: reader.file.path, range: range))
        }
        guard let id, let uses, let idRange = members["id"]?.value.range, let usesRange = members["uses"]?.value.range
        else {
            return nil
        }
        let definition = StepDefinition(
            id: id, uses: uses, with: with, when: when, timeout: timeout, retry: retry,
            progress: declared ?? max(evenShare, reached))
        return LocatedStep(
            definition: definition, node: node, idRange: idRange, usesRange: usesRange, with: members["with"]?.value,
            when: members["when"]?.value, timeoutRange: members["timeout"]?.value.range)
    }

    private mutating func readID(_ node: YAMLNode?) -> String? {
        guard let node, let root, let mistake = DashedID(node, in: root) else {
            return reader.id(node, "a step's id")
        }
        reader.report(mistake.diagnostic(file: reader.file.path))
        return nil
    }

    private mutating func readRetry(_ node: YAMLNode?) -> RetryPolicy {
        let keys = ["delays", "attempts", "initial", "factor", "cap", "jitter", "on"]
        guard let node, let members = reader.members(of: node, "`retry`", keys: keys) else { return .none }
        let delays = reader.durations(members["delays"]?.value, "delays")
        let attempts = reader.integer(members["attempts"]?.value, "attempts", in: 1...100)
        let initial = reader.duration(members["initial"]?.value, "initial")
        let factor = reader.number(members["factor"]?.value, "factor", in: 1...100)
        if delays != nil, let other = ["attempts", "initial", "factor"].compactMap({ members[$0] }).first {
            reader.error("E0307", "give either `delays` or `\(other.key)`, not both", at: other.keyRange)
        }
        if members["delays"] == nil, members["attempts"] == nil {
            reader.error("E0203", "`retry` has neither `delays` nor `attempts`", at: node.range)
        }
        var policy = RetryPolicy(
            delays.map { .delays($0) }
                ?? .exponential(initial: initial ?? .seconds(1), factor: factor ?? 2, attempts: attempts ?? 1))
        if let cap = reader.duration(members["cap"]?.value, "cap") { policy.cap = cap }
        if let jitter = reader.number(members["jitter"]?.value, "jitter", in: 0...1) { policy.jitter = jitter }
        policy.codes = readCodes(members["on"]?.value)
        return policy
    }

    private mutating func readCodes(_ node: YAMLNode?) -> Set<StepFailure.Code> {
        guard let node else { return [] }
        guard let items = node.items else {
            reader.error("E0204", "`on` must be a list of failure codes", at: node.range)
            return []
        }
        return Set(items.compactMap { reader.text($0, "on").map(StepFailure.Code.init(rawValue:)) })
    }
}

/// A step with the places its checks speak of.
struct LocatedStep {
    let definition: StepDefinition
    let node: YAMLNode
    let idRange: SourceRange
    let usesRange: SourceRange
    let with: YAMLNode?
    let when: YAMLNode?
    let timeoutRange: SourceRange?

    /// Whether its condition, if it has one, could be read.
    var hasClearCondition: Bool { when == nil || definition.when != nil }
}

extension PipelineDefinition {
    /// Reads the text a job is pinned to. It was checked when it was first read, so plugins are not looked at.
    /// - Throws: the first ``Diagnostic`` if this version of the program cannot read it any more.
    public init(pinned text: String, name: String) throws {
        let file = SourceFile(path: "\(name) (pinned)", text: text)
        let (root, found) = YAMLDocument.read(file)
        var diagnostics = found
        if let root {
            var reader = PipelineReader(file: file, registry: nil)
            let (pipeline, more) = reader.read(root)
            if let pipeline {
                self = pipeline
                return
            }
            diagnostics += more
        }
        throw diagnostics.first { $0.severity == .error }
            ?? Diagnostic(
                code: "E0112", message: "there is no pipeline", file: file.path,
                range: SourceRange(line: 1, column: 1, length: 1))
    }
}
