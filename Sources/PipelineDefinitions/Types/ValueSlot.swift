import Expressions
import StepKit

/// A place that takes values of some type.
protocol ValueSlot {
    /// In a sentence: "`at_most`", "an item of `images`".
    var name: String { get }
    /// What it needs, in a sentence.
    var need: String { get }
    /// What it takes, as far as that is known.
    var accepted: StaticType { get }
    /// The type of a plugin's field; `nil` where no plugin takes the value.
    var fieldType: FieldType? { get }
    /// Whether a text made of expressions and other text can never be taken.
    var refusesText: Bool { get }
    /// Whether any text is taken.
    var takesAnyText: Bool { get }

    /// Why no value of a type is taken, as the rest of a sentence; `nil` if one may be.
    func refusal(of given: StaticType) -> String?
}

extension FieldSlot: ValueSlot {
    var accepted: StaticType { type.accepted }
    var fieldType: FieldType? { type }
    var takesAnyText: Bool { type == .string && allowed.isEmpty }

    var refusesText: Bool {
        switch type {
        case .integer, .number, .boolean, .artifact, .list, .map, .object: true
        case .string, .duration, .size, .any: false
        }
    }
}

/// A place in the input of a pipeline.
struct SchemaSlot: ValueSlot {
    let name: String
    let accepted: StaticType
    var fieldType: FieldType? { nil }
    var takesAnyText: Bool { accepted == .string }
    var refusesText: Bool { StaticType.string.fits(accepted) == false }

    /// Of a member; `nil` where nothing is known of it.
    func member(_ key: String) -> SchemaSlot? {
        switch accepted {
        case .object(let shape): shape.members[key].map { SchemaSlot(name: "`\(key)`", accepted: $0.type) }
        case .map(_, let value): SchemaSlot(name: "`\(key)` of \(name)", accepted: value)
        default: nil
        }
    }

    var item: SchemaSlot? {
        guard case .list(let item, _) = accepted else { return nil }
        return SchemaSlot(name: "an item of \(name)", accepted: item)
    }

    var need: String {
        if case .string(let texts?) = accepted {
            "one of \(texts.sorted().joined(separator: ", "))"
        } else {
            accepted.spoken
        }
    }

    func refusal(of given: StaticType) -> String? {
        guard given.fits(accepted) == false else { return nil }
        guard case .string = accepted, case .string(let texts?) = given, !texts.isEmpty else {
            return ObjectMisfit.words(given, accepted)
        }
        return texts.sorted().prefix(3).map { "\"\($0)\"" }.joined(separator: " or ")
    }
}

/// Tells two objects apart by what they hold.
enum ObjectMisfit {
    static func words(_ given: StaticType, _ wanted: StaticType) -> String {
        guard case .object(let shape) = given, case .object(let wanted) = wanted else { return given.spoken }
        let missing = wanted.members.filter { $0.value.absence == nil && shape.members[$0.key] == nil }.keys.min()
        if let missing, !shape.isOpen { return "an object without `\(missing)`" }
        let wrong = wanted.members.filter { shape.members[$0.key]?.type.fits($0.value.type) == false }.keys.min()
        if let wrong, let member = shape.members[wrong] { return "an object whose `\(wrong)` is \(member.type.spoken)" }
        return given.spoken
    }
}
