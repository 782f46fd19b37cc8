import JSONModel
import JSONSchemaValidation

/// A step that runs a pipeline: whether there is one, and what is written in `with` fits its input.
struct UseCheck {
    let name: String
    let step: LocatedStep
    let siblings: PipelineSignatures

    /// - Returns: whom its `with` is for.
    func run(_ reader: inout NodeReader) -> ValueTarget {
        refuseCache(&reader)
        guard let signature = siblings.known[name] else {
            reportUnknown(&reader)
            return .pipeline(name, slot: nil)
        }
        if let input = signature.input { checkInput(input, &reader) }
        checkTime(signature, &reader)
        let type = SchemaTypes.type(of: signature.inputSchema, named: "the input of `\(name)`")
        return .pipeline(name, slot: SchemaSlot(name: "the input of `\(name)`", accepted: type))
    }

    private func refuseCache(_ reader: inout NodeReader) {
        guard let entry = step.node.entries?.first(where: { $0.key == "cache" }) else { return }
        reader.error(
            "E0202", "`cache` belongs to a step with a plugin, not to one that runs a pipeline", at: entry.keyRange,
            help: "move it to those steps of `\(name)` that cost")
    }

    private func reportUnknown(_ reader: inout NodeReader) {
        guard let names = siblings.names, !names.contains(name) else { return }
        let nearest = Spelling.nearest(to: name, among: names)
        let certain = Spelling.certain(name, among: names)
        let listed = names.sorted().prefix(12).joined(separator: ", ")
        reader.error(
            "E0601", "no pipeline is called `\(name)`\(Spelling.hint(nearest))", at: step.usesRange,
            help: nearest.map { "write `pipeline/\($0)`" } ?? "pipelines: \(listed)",
            fix: certain.flatMap { certain in
                step.node["uses"].flatMap { reader.replacement(of: $0, with: "pipeline/\(certain)") }
            })
    }

    /// What is written, as far as no expression has a say in it.
    private func checkInput(_ input: JSONSchema, _ reader: inout NodeReader) {
        let (value, unknown) = step.definition.with.skeleton
        for violation in input.validate(value) where isCertain(violation, unknown) {
            let message = "`pipeline/\(name)`: \(violation.message)"
            let node = step.with
            let keyRange = violation.key == nil ? nil : node?.keyRange(at: violation.instance)
            reader.error(
                code(of: violation), message, at: keyRange ?? node?.range(at: violation.instance) ?? step.usesRange,
                help: violation.suggestion.map { "write `\($0)`" })
        }
    }

    /// An expression may give anything; it takes only the presence of its key for granted.
    private func isCertain(_ violation: SchemaViolation, _ unknown: Set<JSONPointer>) -> Bool {
        let place = violation.instance.tokens
        // Which of several forms was meant may depend on any value.
        let forms: Set<String> = ["anyOf", "oneOf", "if", "then", "else", "not"]
        guard unknown.isEmpty || forms.isDisjoint(with: violation.keywordLocation.tokens) else { return false }
        if unknown.contains(where: { place.starts(with: $0.tokens) && $0.tokens.count < place.count }) { return false }
        if ["required", "additionalProperties", "unevaluatedProperties"].contains(violation.keyword),
            violation.key != nil, !unknown.contains(violation.instance) || violation.keyword != "required"
        {
            return true
        }
        return !unknown.contains { $0.tokens.starts(with: place) }
    }

    private func code(of violation: SchemaViolation) -> String {
        switch violation.keyword {
        case "required": "E0304"
        case "additionalProperties", "unevaluatedProperties": "E0303"
        default: "E0305"
        }
    }

    /// The deadline of a pipeline that is ended before.
    private func checkTime(_ signature: PipelineSignature, _ reader: inout NodeReader) {
        guard let deadline = signature.deadline, let range = step.timeoutRange, step.definition.timeout < deadline
        else { return }
        let timeout = step.definition.timeout.shortText
        reader.warning(
            "W0509",
            "the deadline of \(deadline.shortText) of `\(name)` never comes: this step ends it after \(timeout)",
            at: range, help: "lengthen it, or leave it out: then it is the pipeline's `deadline`")
    }
}
