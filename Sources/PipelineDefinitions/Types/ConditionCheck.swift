import Expressions

/// Whether a step's `when` can be true and can be false.
struct ConditionCheck {
    let place: ExpressionPlace
    /// `nil` if the expression is wrong in itself.
    let type: StaticType?
    let step: String

    func run(_ reader: inout NodeReader) {
        switch type {
        case nil: return
        case .any, .bool: checkConstant(&reader)
        case .optional(let value) where value == .bool || value == .any:
            reportType(help: "say what its absence means: `.orValue(false)`", &reader)
        case .string: reportType(help: "compare it: `\(source) != \"\"`; a text is never true by itself", &reader)
        case .int, .uint, .double, .number: reportType(help: "compare it: `\(source) > 0`", &reader)
        case .list, .map, .object: reportType(help: "compare its size: `size(\(source)) > 0`", &reader)
        default: reportType(help: "compare it with something", &reader)
        }
    }

    private var source: String {
        let text = place.expression.text(in: place.expression.range)
        return text.count > 40 || text.contains(where: \.isNewline) ? "…" : text
    }

    private func reportType(help: String, _ reader: inout NodeReader) {
        let given = type?.spoken ?? ""
        reader.error("E0410", "`when` needs true or false; this gives \(given)", at: place.range(reader), help: help)
    }

    private func checkConstant(_ reader: inout NodeReader) {
        guard case .bool(let value)? = place.expression.constant else { return }
        let message = value ? "this is always true" : "this is always false, so step `\(step)` never runs"
        reader.warning(
            "W0412", message, at: place.range(reader),
            help: value ? "leave `when` out" : "remove the step, or its `when`")
    }
}
