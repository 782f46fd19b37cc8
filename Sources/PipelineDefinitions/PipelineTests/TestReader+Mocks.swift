import JSONModel
import StepKit

extension TestReader {
    private static let turnKeys = ["output", "fails", "takes", "times"]
    private static let failureKeys = ["code", "message", "retryable", "after"]
    /// Codes whose disposition everybody knows.
    private static let knownCodes: [StepFailure.Code] = [
        .invalidPayload, .notFound, .rateLimit, .timeout, .networkError, .unexpected,
    ]

    mutating func readMocks(_ node: YAMLNode?) -> [String: StepMock] {
        guard let node else { return [:] }
        guard let entries = node.entries else {
            reader.error("E0204", "`mocks` must be a map of step ids", at: node.range)
            return [:]
        }
        var mocks: [String: StepMock] = [:]
        for entry in entries {
            let step = findStep(entry.key, at: entry.keyRange)
            if let child = step?.pipeline { refuseMock(of: entry, running: child) }
            let turns = (entry.value.items ?? [entry.value]).compactMap { readTurn($0, of: step) }
            if entry.value.items?.isEmpty == true {
                reader.error("E0203", "the mock of `\(entry.key)` is empty", at: entry.value.range)
            }
            mocks[entry.key] = StepMock(turns)
        }
        return mocks
    }

    /// Such a step does nothing of its own.
    private mutating func refuseMock(of entry: YAMLEntry, running child: String) {
        let first = pipeline?.children[child]?.steps.first?.id ?? "…"
        reader.error(
            "E0802", "`\(entry.key)` runs the pipeline `\(child)`, whose steps are mocked", at: entry.keyRange,
            help: "write `\(entry.key).\(first)`")
    }

    /// The step of that id; says so if there is none.
    mutating func findStep(_ id: String, at range: SourceRange) -> StepDefinition? {
        guard let pipeline else { return nil }
        if let path = StepPath(id, in: pipeline) { return path.step }
        let ids = StepPath.ids(in: pipeline)
        let nearest = Spelling.nearest(to: id, among: ids)
        reader.error(
            "E0802", "`\(pipeline.name)` has no step `\(id)`\(Spelling.hint(nearest))", at: range,
            help: nearest.map { "write `\($0)`" } ?? "steps: \(ids.joined(separator: ", "))")
        return nil
    }

    private mutating func readTurn(_ node: YAMLNode, of step: StepDefinition?) -> StepMock.Turn? {
        guard let members = reader.members(of: node, "a mock", keys: Self.turnKeys) else { return nil }
        if members.isEmpty {
            reader.error(
                "E0203", "a mock says nothing", at: node.range, help: "add `output`, `fails` or `takes`")
        }
        let takes = reader.duration(members["takes"]?.value, "takes") ?? .zero
        let times = reader.integer(members["times"]?.value, "times", in: 1...10_000)
        if let fails = members["fails"] {
            if let output = members["output"] {
                reader.report(
                    Diagnostic(
                        code: "E0805", message: "a mock cannot both fail and return something",
                        file: reader.file.path, range: output.keyRange,
                        help: "make a list: first the failure, then the output",
                        notes: [.init(message: "it fails here", file: reader.file.path, range: fails.keyRange)]))
            }
            return readFailure(fails.value, of: step).map { StepMock.Turn(takes: takes, .fails($0), times: times) }
        }
        // One that runs into its timeout returns nothing.
        if let step, takes < step.timeout { checkOutput(members["output"]?.value, of: step, at: node.range) }
        let output = members["output"]?.value.jsonValue ?? [:]
        return StepMock.Turn(takes: takes, .output(output), times: times)
    }

    /// Like a real output: what the plugin does not declare, it cannot return.
    private mutating func checkOutput(_ node: YAMLNode?, of step: StepDefinition, at place: SourceRange) {
        guard let plugin = registry.description(of: step.uses) else { return }
        let problems = plugin.outputProblems(in: node?.jsonValue ?? [:])
        for problem in problems where !Self.isMisspelt(problem, among: problems) {
            let isUnknown = problem.kind == .unknownField
            let range = node.map { node in
                (isUnknown ? node.keyRange(at: problem.pointer) : nil) ?? node.range(at: problem.pointer)
            }
            let names = plugin.outputs.map(\.name).joined(separator: ", ")
            reader.error(
                "E0803", "`\(step.uses)` cannot return this: \(problem.message)", at: range ?? place,
                help: names.isEmpty ? "it returns nothing" : "it returns: \(names)")
            if node == nil { return }
        }
    }

    /// Whether a member is missing because it is written otherwise.
    private static func isMisspelt(_ problem: FieldProblem, among problems: [FieldProblem]) -> Bool {
        guard problem.kind == .missingField, let name = problem.pointer.tokens.last else { return false }
        return problems.contains { other in
            other.kind == .unknownField && other.pointer.tokens.dropLast() == problem.pointer.tokens.dropLast()
                && Spelling.nearest(to: other.pointer.tokens.last ?? "", among: [name]) != nil
        }
    }

    private mutating func readFailure(_ node: YAMLNode, of step: StepDefinition?) -> StepFailure? {
        var members: [String: YAMLEntry] = [:]
        if node.scalar == nil {
            guard
                let map = reader.members(of: node, "`fails`", keys: Self.failureKeys, required: ["code"])
            else { return nil }
            members = map
        }
        let codeNode = node.scalar == nil ? members["code"]?.value : node
        guard let codeNode, let text = reader.text(codeNode, "code") else { return nil }
        let after = reader.duration(members["after"]?.value, "after")
        var disposition: StepFailure.Disposition?
        if let retryable = members["retryable"]?.value {
            guard case .bool(let flag)? = retryable.scalar?.value else {
                reader.error("E0204", "`retryable` must be true or false", at: retryable.range)
                return nil
            }
            disposition = flag ? .retryable(after: after) : .permanent
            checkSpelling(text, of: step, at: codeNode.range)
        } else if let after {
            disposition = .retryable(after: after)
            checkSpelling(text, of: step, at: codeNode.range)
        } else {
            checkCode(text, of: step, at: codeNode.range)
        }
        let message = reader.text(members["message"]?.value, "message") ?? "the mock fails with \(text)"
        return StepFailure(StepFailure.Code(rawValue: text), message, disposition: disposition)
    }

    /// A program may end with a code of its own, but hardly with one that is nearly another.
    private mutating func checkSpelling(_ text: String, of step: StepDefinition?, at range: SourceRange) {
        guard let step else { return }
        let own = registry.description(of: step.uses)?.failures.keys.map(\.rawValue) ?? []
        let known = own + Self.knownCodes.map(\.rawValue)
        guard !known.contains(text), let meant = Spelling.certain(text, among: known) else { return }
        reader.error(
            "E0807", "`\(step.uses)` declares no failure `\(text)`\(Spelling.hint(meant))", at: range,
            help: "write `\(meant)`")
    }

    /// Whether a code of a plugin's own is worth another try, only its code knows.
    private mutating func checkCode(_ text: String, of step: StepDefinition?, at range: SourceRange) {
        guard let step, !Self.knownCodes.contains(StepFailure.Code(rawValue: text)) else { return }
        let own = registry.description(of: step.uses)?.failures.keys.map(\.rawValue) ?? []
        guard own.contains(text) else {
            let nearest = Spelling.nearest(to: text, among: own + Self.knownCodes.map(\.rawValue))
            return reader.error(
                "E0807", "`\(step.uses)` declares no failure `\(text)`\(Spelling.hint(nearest))", at: range,
                help: nearest.map { "write `\($0)`" }
                    ?? "for a code of a program: `{ code: \(text), retryable: true }`, or `false`")
        }
        reader.error(
            "E0807", "whether `\(text)` is tried again is not known here", at: range,
            help: "write `{ code: \(text), retryable: true }`, or `false`")
    }
}
