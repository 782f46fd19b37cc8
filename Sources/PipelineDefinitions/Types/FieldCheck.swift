import JSONModel
import JSONSchemaValidation
import StepKit

/// The written values of one `with` against the plugin's fields.
struct FieldCheck {
    let plugin: StepDescription
    let step: LocatedStep

    private var place: YAMLNode { step.with ?? step.node }

    func run(_ reader: inout NodeReader) {
        let (value, unknown) = step.definition.with.skeleton
        // An expression that cannot be read has a finding already.
        let problems = plugin.problems(in: value) { place in
            unknown.contains(place) || value[place]?.stringValue?.contains(bytesOf: "${{") == true
        }
        let renamed = Set(problems.compactMap { intended($0, in: value) })
        for problem in problems where problem.kind != .missingField || !renamed.contains(problem.pointer) {
            reader.report(diagnostic(problem, in: value, file: reader.file.path))
        }
        for field in plugin.fields where field.format == .jsonSchema {
            let isWritten = !unknown.contains { $0.tokens.first == field.name }
            guard let node = step.with?[field.name], node.entries != nil else { continue }
            SchemaKeywordCheck.run(node, &reader)
            if isWritten { checkSchema(node, of: field.name, &reader) }
        }
    }

    private func checkSchema(_ node: YAMLNode, of field: String, _ reader: inout NodeReader) {
        do throws(JSONSchemaError) {
            _ = try JSONSchema(node.jsonValue)
        } catch {
            let range = node.range(at: error.pointer)
            reader.error("E0208", "`\(field)` is no JSON Schema: \(error.message)", at: range)
        }
    }

    /// The place of the field that somebody misspelt.
    private func intended(_ problem: FieldProblem, in value: JSONValue) -> JSONPointer? {
        guard problem.kind == .unknownField, let (parent, key) = split(problem.pointer) else { return nil }
        let taken = value[parent]?.objectValue ?? [:]
        let free = fields(at: parent).map(\.name).filter { taken[$0] == nil }
        return Spelling.nearest(to: key, among: free).map(parent.appending)
    }

    private func diagnostic(_ problem: FieldProblem, in value: JSONValue, file: String) -> Diagnostic {
        let keyRange = problem.kind == .unknownField ? place.keyRange(at: problem.pointer) : nil
        let range = keyRange ?? (step.with == nil ? step.usesRange : place.range(at: problem.pointer))
        let (help, fix) = mend(problem, in: value, keyRange: keyRange)
        return Diagnostic(
            code: problem.kind.diagnosticCode, message: "`\(plugin.name)`: \(problem.message)", file: file,
            range: range, help: help, fix: fix)
    }

    private func mend(
        _ problem: FieldProblem, in value: JSONValue, keyRange: SourceRange?
    ) -> (help: String?, fix: Diagnostic.Fix?) {
        let slot = FieldSlot.with(plugin).slot(at: problem.pointer)
        let node = place.node(at: problem.pointer)
        switch problem.kind {
        case .unknownField:
            if let name = intended(problem, in: value)?.tokens.last {
                let isCertain = split(problem.pointer).map {
                    Spelling.certain($0.key, among: fields(at: $0.parent).map(\.name)) == name
                }
                return ("write `\(name)`", isCertain == true ? keyRange.map { .replace($0, with: name) } : nil)
            }
            let names = split(problem.pointer).map { fields(at: $0.parent).map(\.name) } ?? []
            return (names.isEmpty ? "it has no fields" : "it has: \(names.joined(separator: ", "))", nil)
        case .missingField:
            let name = problem.pointer.tokens.last ?? ""
            let field = split(problem.pointer).flatMap { fields(at: $0.parent).first { $0.name == name } }
            return (field.map { "add `\(name): \($0.sample)`" }, nil)
        case .notAllowed:
            guard let slot, !slot.isSecret, let text = node?.scalar?.text,
                let nearest = Spelling.nearest(to: text, among: slot.allowed)
            else { return (nil, nil) }
            let isCertain = Spelling.certain(text, among: slot.allowed) == nearest
            return ("write `\(nearest)`", isCertain ? node.map { .replace($0.range, with: nearest) } : nil)
        case .wrongType: return slot.flatMap { slot in node.map { Self.retyped($0, for: slot) } } ?? (nil, nil)
        case .outOfRange: return (nil, nil)
        }
    }

    /// A scalar of another type that says the same.
    private static func retyped(_ node: YAMLNode, for slot: FieldSlot) -> (help: String?, fix: Diagnostic.Fix?) {
        guard let scalar = node.scalar, !slot.isSecret else { return (nil, nil) }
        let text = scalar.text
        switch slot.type {
        case .string where scalar.quoted != nil && !text.isEmpty:
            return ("quote it: `\"\(text)\"`", .replace(node.range, with: "\"\(text)\""))
        case .integer where Int64(text) != nil, .number where Double(text)?.isFinite == true,
            .boolean where text == "true" || text == "false":
            return ("write it without quotes: `\(text)`", .replace(node.range, with: text))
        case .boolean:
            guard let meant = CoreSchema.formerBoolean(text) else { return (nil, nil) }
            return ("write `\(meant)`", .replace(node.range, with: "\(meant)"))
        case .duration where scalar.value.intValue != nil: return ("write `\(text)s` for seconds", nil)
        default: return (nil, nil)
        }
    }

    private func fields(at pointer: JSONPointer) -> [FieldDescription] {
        FieldSlot.with(plugin).slot(at: pointer)?.fields ?? []
    }

    private func split(_ pointer: JSONPointer) -> (parent: JSONPointer, key: String)? {
        pointer.tokens.last.map { (JSONPointer(pointer.tokens.dropLast()), $0) }
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

extension FieldDescription {
    /// A value to begin with.
    fileprivate var sample: String {
        if let example, !isSecret { return example.text() }
        if let first = allowed.first { return first }
        return switch type {
        case .string: format == .uri ? "https://…" : "…"
        case .integer, .number: minimum.flatMap { Int(exactly: $0) }.map(String.init) ?? "1"
        case .boolean: "true"
        case .duration: "15s"
        case .size: "500MB"
        case .artifact: "\"${{ steps.….output.file }}\""
        case .list: "[…]"
        case .map, .object: "{ … }"
        case .any: "…"
        }
    }
}
