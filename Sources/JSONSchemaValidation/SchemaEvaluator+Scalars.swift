import BoundedRegex
import JSONModel

extension SchemaEvaluator {
    mutating func checkScalar(
        _ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue, _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .never:
            refuse(
                &outcome,
                violation("", of: node, path.last.map { "`\($0)` is not allowed here" } ?? "no value is allowed here"))
        case .types(let types):
            if !types.contains(where: { $0.admits(value) }) { refuse(&outcome, typeViolation(types, of: node, value)) }
        case .constant(let constant):
            if !value.equals(constant) { refuse(&outcome, choiceViolation("const", of: node, [constant], value)) }
        case .enumeration(let choices):
            if !choices.contains(value) { refuse(&outcome, choiceViolation("enum", of: node, choices.values, value)) }
        case .multipleOf, .bound: checkNumber(rule, of: node, value, &outcome)
        default:
            if case .string(let text) = value { checkText(rule, of: node, text, &outcome) }
        }
    }

    private func typeViolation(_ types: [SchemaType], of node: SchemaNode, _ value: JSONValue) -> SchemaViolation {
        let words = types.map(\.words)
        return violation("type", of: node, Wording.kind(expected: words, found: value), expected: words)
    }

    private func choiceViolation(
        _ keyword: String, of node: SchemaNode, _ choices: [JSONValue], _ value: JSONValue
    ) -> SchemaViolation {
        let shown = choices.map(Wording.shown)
        return violation(
            keyword, of: node, Wording.choice(expected: shown, found: value),
            suggestion: Wording.nearest(to: value, among: shown), expected: shown)
    }

    private func checkNumber(
        _ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue, _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .multipleOf(let divisor):
            guard let number = DecimalNumber(value), !number.isMultiple(of: divisor) else { return }
            refuse(
                &outcome, violation(rule.keyword, of: node, "\(Wording.shown(value)) is not a multiple of \(divisor)"))
        case .bound(let bound, let limit):
            guard let order = value.order(to: limit), !bound.admits(order) else { return }
            refuse(&outcome, violation(rule.keyword, of: node, "\(Wording.shown(value)) \(bound.words) \(limit)"))
        default: break
        }
    }

    private mutating func checkText(
        _ rule: SchemaRule, of node: SchemaNode, _ text: String, _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .minLength(let least):
            let length = text.unicodeScalars.count
            guard length < least else { return }
            let count = Counted.text(length, "character")
            refuse(&outcome, violation(rule.keyword, of: node, "this text has \(count); at least \(least) are needed"))
        case .maxLength(let most):
            let length = text.unicodeScalars.count
            guard length > most else { return }
            let count = Counted.text(length, "character")
            refuse(&outcome, violation(rule.keyword, of: node, "this text has \(count); at most \(most) are allowed"))
        case .pattern(let regex):
            let result = search(regex, in: text)
            guard result != .found else { return }
            refuse(&outcome, violation(rule.keyword, of: node, mismatch(regex, text, result)))
        case .format(let format):
            guard !format.admits(text) else { return }
            refuse(
                &outcome, violation(rule.keyword, of: node, "\(Wording.shown(.string(text))) is not \(format.words)"))
        default: break
        }
    }

    enum SearchResult { case found, missing, givenUp }

    /// All searches of a check share their steps, so that many costly ones end as soon as a few.
    mutating func search(_ regex: BoundedRegex, in text: String) -> SearchResult {
        do {
            return try regex.matches(text, steps: &searchStepsLeft) ? .found : .missing
        } catch {
            return .givenUp
        }
    }

    private func mismatch(_ regex: BoundedRegex, _ text: String, _ result: SearchResult) -> String {
        result == .givenUp
            ? "checking this text against the pattern `\(regex.pattern)` takes too many steps"
            : "\(Wording.shown(.string(text))) does not match the pattern `\(regex.pattern)`"
    }
}
