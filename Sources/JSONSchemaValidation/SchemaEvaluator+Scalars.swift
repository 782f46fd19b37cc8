import BoundedRegex
import JSONModel

extension SchemaEvaluator {
    func scalarViolation(_ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue) -> SchemaViolation? {
        switch rule.check {
        case .never:
            return violation(
                "", of: node, path.last.map { "`\($0)` is not allowed here" } ?? "no value is allowed here")
        case .types(let types):
            guard !types.contains(where: { $0.admits(value) }) else { return nil }
            let words = types.map(\.words)
            return violation("type", of: node, Wording.kind(expected: words, found: value), expected: words)
        case .constant(let constant):
            return value.equals(constant) ? nil : choiceViolation("const", of: node, [constant], value)
        case .enumeration(let choices):
            guard !choices.contains(where: { $0.equals(value) }) else { return nil }
            return choiceViolation("enum", of: node, choices, value)
        case .multipleOf, .bound: return numberViolation(rule, of: node, value)
        default: return value.stringValue.flatMap { textViolation(rule, of: node, $0) }
        }
    }

    private func choiceViolation(
        _ keyword: String, of node: SchemaNode, _ choices: [JSONValue], _ value: JSONValue
    ) -> SchemaViolation {
        let shown = choices.map(Wording.shown)
        return violation(
            keyword, of: node, Wording.choice(expected: shown, found: value),
            suggestion: Wording.nearest(to: value, among: shown), expected: shown)
    }

    private func numberViolation(_ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue) -> SchemaViolation? {
        switch rule.check {
        case .multipleOf(let divisor):
            guard let number = DecimalNumber(value), !number.isMultiple(of: divisor) else { return nil }
            return violation(rule.keyword, of: node, "\(Wording.shown(value)) is not a multiple of \(divisor)")
        case .bound(let bound, let limit):
            guard let order = value.order(to: limit) else { return nil }
            let (holds, words) =
                switch bound {
                case .minimum: (order != .below, "is below the minimum")
                case .maximum: (order != .above, "is above the maximum")
                case .exclusiveMinimum: (order == .above, "must be greater than")
                case .exclusiveMaximum: (order == .below, "must be less than")
                }
            return holds ? nil : violation(rule.keyword, of: node, "\(Wording.shown(value)) \(words) \(limit)")
        default: return nil
        }
    }

    private func textViolation(_ rule: SchemaRule, of node: SchemaNode, _ text: String) -> SchemaViolation? {
        switch rule.check {
        case .minLength(let least):
            let length = text.unicodeScalars.count
            guard length < least else { return nil }
            let count = Wording.count(length, "character")
            return violation(rule.keyword, of: node, "this text has \(count); at least \(least) are needed")
        case .maxLength(let most):
            let length = text.unicodeScalars.count
            guard length > most else { return nil }
            let count = Wording.count(length, "character")
            return violation(rule.keyword, of: node, "this text has \(count); at most \(most) are allowed")
        case .pattern(let regex):
            return found(regex, in: text) ? nil : violation(rule.keyword, of: node, mismatch(regex, text))
        case .format(let format):
            guard !format.admits(text) else { return nil }
            return violation(rule.keyword, of: node, "\(Wording.shown(.string(text))) is not \(format.words)")
        default: return nil
        }
    }

    /// A search that is given up has found nothing: a value is refused rather than let through.
    func found(_ regex: BoundedRegex, in text: String) -> Bool { (try? regex.matches(text)) ?? false }

    private func mismatch(_ regex: BoundedRegex, _ text: String) -> String {
        do {
            _ = try regex.matches(text)
            return "\(Wording.shown(.string(text))) does not match the pattern `\(regex.pattern)`"
        } catch {
            return "checking this text against the pattern `\(regex.pattern)` takes too many steps"
        }
    }
}
