import Expressions
import StepKit

/// What the expressions of one scalar give, against what is wanted there.
struct ValueCheck {
    typealias Result = (place: ExpressionPlace, type: StaticType)

    let target: ValueTarget
    let node: YAMLNode

    /// - Parameter isSole: whether the scalar is one expression and nothing else, so that its value keeps its type.
    func run(_ results: [Result], isSole: Bool, _ reader: inout NodeReader) {
        var isShown = true
        for result in results {
            if let secret = SecretFlow.secret(in: result.place.expression, of: result.type) {
                reportSecret(secret, result.place, &reader)
            } else if !isSole, !result.type.canStandInText {
                reportInText(result, &reader)
                isShown = false
            }
        }
        guard isShown, let slot = target.slot else { return }
        if !isSole {
            guard slot.refusesText else { return }
            reportText(slot, &reader)
        } else if let result = results.first, let given = slot.refusal(of: result.type) {
            reportMisfit(result, slot, given, &reader)
        }
    }

    private func reportInText(_ result: Result, _ reader: inout NodeReader) {
        reader.error(
            "E0409", "\(result.type.spoken) cannot stand inside text", at: result.place.range(reader),
            help: Self.isOptional(result.type) ? "give a value for its absence: `.orValue(…)`" : "write `json(…)`",
            fix: Self.isOptional(result.type) ? nil : result.place.wrapped(in: "json"))
    }

    /// Often only half of the expression stands inside the braces.
    private func reportText(_ slot: any ValueSlot, _ reader: inout NodeReader) {
        let whole = node.scalar.flatMap { ScalarText.withoutBraces($0.text) }.flatMap { text -> String? in
            (try? Expression(parsing: text)).map { _ in "${{ \(text) }}" }
        }
        let isCertain = slot.accepted == .bool
        reader.error(
            "E0408", "\(slot.name) needs \(slot.need); text with an expression in it gives a text", at: node.range,
            help: whole.map { "write `\($0)`" },
            fix: isCertain ? whole.flatMap { reader.replacement(of: node, with: $0) } : nil)
    }

    private func reportMisfit(
        _ result: Result, _ slot: any ValueSlot, _ given: String, _ reader: inout NodeReader
    ) {
        let message = "\(slot.name) needs \(slot.need); this expression gives \(given)"
        let isNumber = [.int, .uint, .double, .number, .bool].contains(result.type)
        let isText = slot.takesAnyText && isNumber
        let help: String? =
            switch (slot.accepted, result.type) {
            case (.string, _) where isText: "write `string(…)`"
            case (_, _) where slot.fieldType == .duration && isNumber && result.type != .bool:
                "write the unit behind it: `${{ … }}s`"
            case (.int, .string): "`int(…)` reads a number from a text"
            case (.number, .string): "`double(…)` reads a number from a text"
            case (_, .optional): "give a value for its absence: `.orValue(…)`"
            case (_, .object(let shape)) where Self.member(of: shape, for: slot) != nil:
                Self.member(of: shape, for: slot).map { "its `\($0)` would fit" }
            case (.string, .object), (.string, .map), (.string, .list):
                slot.fieldType == .duration ? nil : "`json(…)` makes text of anything"
            default: nil
            }
        reader.error(
            "E0408", message, at: result.place.range(reader), help: help,
            fix: isText ? result.place.wrapped(in: "string") : nil)
    }

    /// The member that was probably meant: of those that fit for certain, the only one.
    private static func member(of shape: ObjectShape, for slot: any ValueSlot) -> String? {
        let fitting = shape.members.filter { $0.value.type != .any && $0.value.type.fits(slot.accepted) == true }
        return fitting.count == 1 && slot.accepted != .any ? fitting.keys.first : nil
    }

    private static func isOptional(_ type: StaticType) -> Bool {
        if case .optional = type { true } else { false }
    }

    private func reportSecret(_ secret: Reference, _ place: ExpressionPlace, _ reader: inout NodeReader) {
        let name = "`\(secret.path.joined(separator: "."))`"
        let message: String
        var help: String?
        switch target {
        case .output: message = "\(name) would be stored with the job's result"
        case .pipeline(let pipeline, _):
            message = "\(name) would be shown: the input of `\(pipeline)` is no place for secrets"
            help = "its steps see `secrets` themselves"
        case .cacheKey:
            message = "\(name) cannot tell cached results apart: the key outlives the secret"
            help = "name what the results depend on, such as `job.creatorId`"
        case .items:
            message = "\(name) would be shown: items are no place for secrets"
            help = "the step sees `secrets` itself"
        case .step(let plugin?, let slot?):
            guard !slot.isSecret else { return }
            message = "\(name) would be shown: \(slot.name) of `\(plugin.name)` is no field for secrets"
            let fields = plugin.fields.filter(\.isSecret).map { "`\($0.name)`" }
            help = fields.isEmpty ? "it has none" : "fields for secrets: \(fields.joined(separator: ", "))"
        case .step: return
        }
        reader.error("E0416", message, at: place.range(secret.range, reader), help: help)
    }
}

extension StaticType {
    /// Whether `${{ }}` with other text around it takes values of this type.
    fileprivate var canStandInText: Bool {
        switch self {
        case .null, .bytes, .list, .map, .object, .optional: false
        case .any, .bool, .int, .uint, .double, .number, .string, .timestamp, .duration, .type: true
        }
    }
}
