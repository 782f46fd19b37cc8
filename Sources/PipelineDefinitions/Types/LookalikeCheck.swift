import Expressions
import JSONModel

/// Plain text that was surely meant as an expression.
struct LookalikeCheck {
    /// The ids of the pipeline's steps.
    let steps: Set<String>
    /// The declared members of `input`.
    let input: Set<String>

    func run(_ scalar: YAMLScalar, _ node: YAMLNode, _ reader: inout NodeReader) {
        guard let text = scalar.value.stringValue, !text.contains(bytesOf: "${{") else { return }
        if text.contains(bytesOf: "{{"), text.contains(bytesOf: "}}") {
            reader.warning(
                "W0413", "`{{ }}` is plain text here", at: node.range, help: "write `${{ … }}` for an expression",
                fix: dollars(in: text, node))
        } else if let path = path(in: text) {
            reader.warning(
                "W0413", "`\(text)` is plain text here", at: node.range, help: "write `${{ \(path) }}`",
                fix: reader.replacement(of: node, with: "${{ \(path) }}"))
        }
    }

    /// A `$` before each pair of braces, if what is in them reads what there is.
    private func dollars(in text: String, _ node: YAMLNode) -> Diagnostic.Fix? {
        guard let template = try? Template(parsing: text.replacing("{{", with: "${{")), !template.isLiteral,
            template.expressions.allSatisfy({ isKnown($0) })
        else { return nil }
        var edits: [(offsets: Range<Int>, text: String)] = []
        var start = text.startIndex
        while let braces = text[start...].firstRange(of: "{{") {
            let offset = text.utf8.distance(from: text.startIndex, to: braces.lowerBound)
            edits.append((offset..<offset, "$"))
            start = braces.upperBound
        }
        return node.fix(edits, title: "write `${{ }}`")
    }

    private func isKnown(_ expression: Expression) -> Bool {
        !expression.references.isEmpty
            && expression.references.allSatisfy { PipelineScope.roots.contains($0.root) }
    }

    /// The path that the whole text is: `$steps.a.output`, `${input.url}` or `steps.a.output`, of what there is.
    private func path(in text: String) -> String? {
        var path = Substring(text)
        for (opening, closing) in [("${", "}"), ("$(", ")"), ("$", "")]
        where path.hasPrefix(opening) && path.hasSuffix(closing) {
            path = path.dropFirst(opening.count).dropLast(closing.count)
            break
        }
        guard path.hasPrefix("steps.") || path.hasPrefix("input."),
            let expression = try? Expression(parsing: String(path)),
            let reference = expression.references.first, reference.range == 0..<path.utf8.count,
            reference.path.count > 1
        else { return nil }
        let isThere =
            reference.root == "input"
            ? input.contains(reference.path[1])
            : steps.contains(reference.path[1]) && reference.path.count > 2
                && PipelineScope.stepParts.contains(reference.path[2])
        return isThere ? String(path) : nil
    }
}
