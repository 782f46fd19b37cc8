import Expressions
import JSONModel
import StepKit

/// Names across a pipeline: plugins, their fields, and what expressions read.
struct ReferenceCheck {
    static let roots = ["input", "job", "message", "steps", "env", "secrets"]
    private static let stepParts = ["output", "status", "error", "attempt"]

    let steps: [LocatedStep]
    /// Also those of steps that could not be read: one mistake is not told twice.
    let writtenIDs: Set<String>
    /// The members of `input`; `nil` if any may be there.
    let inputNames: [String]?
    let registry: StepRegistry?

    func run(output: YAMLNode?, deadline: Duration?, reader: inout NodeReader) {
        for (index, step) in steps.enumerated() {
            if let registry { checkPlugin(step, registry, &reader) }
            checkTimeout(step, deadline, &reader)
            if let when = step.when, let expression = step.definition.when {
                check(expression.references, in: when, before: index, step, &reader)
            }
            if let with = step.with { checkTexts(with, before: index, step, &reader) }
        }
        if let output { checkTexts(output, before: steps.count, nil, &reader) }
    }

    private func checkTimeout(_ step: LocatedStep, _ deadline: Duration?, _ reader: inout NodeReader) {
        guard let deadline, step.definition.timeout > deadline, let range = step.timeoutRange else { return }
        let message =
            "step timeout \(step.definition.timeout.shortText) is longer than the deadline \(deadline.shortText)"
        reader.error("E0503", message, at: range, help: "the step can never use it; shorten it or lengthen `deadline`")
    }

    private func checkPlugin(_ step: LocatedStep, _ registry: StepRegistry, _ reader: inout NodeReader) {
        let uses = step.definition.uses
        guard let plugin = registry.description(of: uses) else {
            let nearest = Spelling.nearest(to: uses, among: registry.descriptions.map(\.name))
            reader.error(
                "E0301", "no plugin `\(uses)` is installed\(Spelling.hint(nearest))",
                at: step.usesRange, help: nearest.map { "write `\($0)`" } ?? "see: millrace plugins list")
            return
        }
        let (value, unknown) = step.definition.with.skeleton
        let place = step.with ?? step.node
        for problem in plugin.problems(in: value, isUnknown: unknown.contains) {
            let range = problem.kind == .unknownField ? place.keyRange(at: problem.pointer) : nil
            reader.error(
                problem.kind.diagnosticCode, "`\(uses)`: \(problem.message)",
                at: range ?? (step.with == nil ? step.usesRange : place.range(at: problem.pointer)))
        }
    }

    private func checkTexts(_ node: YAMLNode, before index: Int, _ step: LocatedStep?, _ reader: inout NodeReader) {
        switch node.content {
        case .scalar(let scalar):
            guard let text = scalar.value.stringValue, text.contains("${{") else {
                warnOfPlainBraces(scalar, node, &reader)
                return
            }
            guard let template = try? Template(parsing: text) else { return }
            for expression in template.expressions {
                check(expression.references, in: node, before: index, step, &reader)
            }
        case .sequence(let items): for item in items { checkTexts(item, before: index, step, &reader) }
        case .mapping(let entries): for entry in entries { checkTexts(entry.value, before: index, step, &reader) }
        }
    }

    private func warnOfPlainBraces(_ scalar: YAMLScalar, _ node: YAMLNode, _ reader: inout NodeReader) {
        guard let text = scalar.value.stringValue, text.contains("{{"), text.contains("}}") else { return }
        reader.warning(
            "W0413", "`{{ }}` is plain text here", at: node.range, help: "write `${{ … }}` for an expression")
    }

    private func check(
        _ references: [Reference], in node: YAMLNode, before index: Int, _ step: LocatedStep?,
        _ reader: inout NodeReader
    ) {
        for reference in references {
            guard Self.roots.contains(reference.root) else {
                let nearest = Spelling.nearest(to: reference.root, among: Self.roots)
                reader.error(
                    "E0402", "`\(reference.root)` is not available\(Spelling.hint(nearest))",
                    at: reader.range(of: reference, segment: 0, in: node),
                    help: "available: \(Self.roots.joined(separator: ", "))")
                continue
            }
            if reference.root == "steps" { checkStep(reference, node, before: index, step, &reader) }
            if reference.root == "input" { checkInput(reference, node, &reader) }
        }
    }

    private func checkInput(_ reference: Reference, _ node: YAMLNode, _ reader: inout NodeReader) {
        guard let inputNames, reference.path.count > 1, !inputNames.contains(reference.path[1]) else { return }
        guard reference.path.count > 2 || !reference.isPresenceTest else { return }
        let nearest = Spelling.nearest(to: reference.path[1], among: inputNames)
        reader.error(
            "E0406", "`input` has no `\(reference.path[1])`\(Spelling.hint(nearest))",
            at: reader.range(of: reference, segment: 1, in: node),
            help: inputNames.isEmpty ? "it has no fields" : "it has: \(inputNames.joined(separator: ", "))")
    }

    private func checkStep(
        _ reference: Reference, _ node: YAMLNode, before index: Int, _ step: LocatedStep?,
        _ reader: inout NodeReader
    ) {
        guard reference.path.count > 1 else { return }
        let id = reference.path[1]
        let range = reader.range(of: reference, segment: 1, in: node)
        guard let target = steps.firstIndex(where: { $0.definition.id == id }) else {
            guard !writtenIDs.contains(id) else { return }
            let nearest = Spelling.nearest(to: id, among: steps.map(\.definition.id))
            reader.error(
                "E0403", "no step is called `\(id)`\(Spelling.hint(nearest))", at: range,
                help: nearest.map { "write `steps.\($0)`" } ?? (steps.isEmpty ? nil : "steps: \(stepIDs)"))
            return
        }
        guard target < index else {
            let own = step?.definition.id == id
            reader.report(
                Diagnostic(
                    code: "E0404",
                    message: own
                        ? "a step cannot read its own output"
                        : "`\(id)` runs after this step, so its output is not there yet",
                    file: reader.file.path, range: range, help: own ? nil : "move `\(id)` before this step",
                    notes: [
                        .init(message: "`\(id)` is declared here", file: reader.file.path, range: steps[target].idRange)
                    ]))
            return
        }
        checkPart(reference, of: steps[target], node, &reader)
    }

    private var stepIDs: String { steps.map(\.definition.id).joined(separator: ", ") }

    private func checkPart(
        _ reference: Reference, of target: LocatedStep, _ node: YAMLNode, _ reader: inout NodeReader
    ) {
        guard reference.path.count > 2 else { return }
        guard Self.stepParts.contains(reference.path[2]) else {
            reader.error(
                "E0406", "a step has no `\(reference.path[2])`",
                at: reader.range(of: reference, segment: 2, in: node),
                help: "available: \(Self.stepParts.joined(separator: ", "))")
            return
        }
        guard reference.path[2] == "output", reference.path.count > 3,
            let outputs = registry?.description(of: target.definition.uses)?.outputs
        else { return }
        let field = reference.path[3]
        guard !outputs.contains(where: { $0.name == field }), !reference.isPresenceTest else { return }
        let nearest = Spelling.nearest(to: field, among: outputs.map(\.name))
        reader.error(
            "E0406",
            "`\(target.definition.uses)` returns no `\(field)`\(Spelling.hint(nearest))",
            at: reader.range(of: reference, segment: 3, in: node),
            help: outputs.isEmpty ? "it returns nothing" : "it returns: \(outputs.map(\.name).joined(separator: ", "))")
    }
}

extension FieldProblem.Kind {
    fileprivate var diagnosticCode: String {
        switch self {
        case .unknownField: "E0303"
        case .missingField: "E0304"
        case .wrongType: "E0305"
        case .outOfRange: "E0306"
        case .notAllowed: "E0205"
        }
    }
}
