import Expressions
import JSONModel

/// Plain text that was surely meant as an expression.
struct LookalikeCheck {
    var names: LookalikeNames

    /// A text without expressions.
    func run(_ scalar: YAMLScalar, _ node: YAMLNode, _ reader: inout NodeReader) {
        guard let text = scalar.value.stringValue, !text.contains(bytesOf: "${{") else { return }
        let found = LookalikeSearch(text, names).lookalikes(in: 0..<text.utf8.count)
        if !found.isEmpty {
            report(found, in: text, node, &reader)
        } else if names.isPath(text) {
            reader.warning(
                "W0413", "`\(text)` is plain text here", at: node.range, help: "write `${{ \(text) }}`",
                fix: reader.replacement(of: node, with: "${{ \(text) }}"))
        }
    }

    /// What stands between the expressions of a text.
    func run(_ template: Template, _ node: YAMLNode, _ reader: inout NodeReader) {
        guard template.soleExpression == nil else { return }
        let search = LookalikeSearch(template.source, names)
        // Braces without a `$` may be meant in a text whose author knows how to write those with one.
        let found = template.literalRanges.flatMap { search.lookalikes(in: $0) }.filter(\.isCertain)
        if !found.isEmpty { report(found, in: template.source, node, &reader) }
    }

    /// One mistake, however often it is made in a text.
    private func report(_ found: [Lookalike], in text: String, _ node: YAMLNode, _ reader: inout NodeReader) {
        let first = found[0]
        reader.warning(
            "W0413", "`\(first.isBraces ? "{{ }}" : first.text)` is plain text here",
            at: reader.range(first.range, in: node),
            help: first.isBraces ? "write `${{ … }}` for an expression" : "write `\(first.meant)`",
            fix: fix(found, in: text, node, reader))
    }

    private func fix(
        _ found: [Lookalike], in text: String, _ node: YAMLNode, _ reader: NodeReader
    ) -> Diagnostic.Fix? {
        guard found.allSatisfy(\.isCertain) else { return nil }
        if found.count == 1, found[0].range == 0..<text.utf8.count, !found[0].isBraces {
            return reader.replacement(of: node, with: found[0].meant)
        }
        let edits = found.map { lookalike in
            let start = lookalike.range.lowerBound
            return lookalike.isBraces ? (start..<start, "$") : (lookalike.range, lookalike.meant)
        }
        let isOne = found.count == 1 && !found[0].isBraces
        return node.fix(edits, title: isOne ? "replace with `\(found[0].meant)`" : "write `${{ }}`")
    }
}

/// What a pipeline's expressions can read, as far as it is declared.
struct LookalikeNames {
    /// The ids of the steps.
    let steps: Set<String>
    /// The members of `input`.
    let input: Set<String>
    /// The members of `job`.
    let job: Set<String>
    /// All names.
    var roots = PipelineScope.roots

    /// Whether a text is one path to something that is there, such as `steps.video.output.file`.
    func isPath(_ text: String) -> Bool {
        guard text.hasPrefix("steps.") || text.hasPrefix("input."), let expression = try? Expression(parsing: text),
            let reference = expression.references.first, reference.range == 0..<text.utf8.count
        else { return false }
        return isThere(reference)
    }

    /// Whether an expression reads something, and all of it is there.
    func areThere(in expression: Expression) -> Bool {
        let references = expression.references
        return !references.isEmpty && references.allSatisfy(isThere)
    }

    /// Whether an expression reads something, and all of it begins with names that there are.
    func areKnown(in expression: Expression) -> Bool {
        let references = expression.references
        return !references.isEmpty && references.allSatisfy { roots.contains($0.root) }
    }

    private func isThere(_ reference: Reference) -> Bool {
        let path = reference.path
        guard path.count > 1 else { return false }
        return switch reference.root {
        case "input": input.contains(path[1])
        case "job": job.contains(path[1])
        case "steps": steps.contains(path[1]) && path.count > 2 && PipelineScope.stepParts.contains(path[2])
        default: false
        }
    }
}
