import Expressions
import JSONModel
import StepKit

/// The place in a plugin's fields that a value of `with` is for.
struct FieldSlot {
    /// In a sentence: "`at_most`", "an item of `images`".
    let name: String
    let type: FieldType
    /// The only texts it takes; empty means any.
    var allowed: [String] = []
    var isSecret = false
    var isRequired = true

    /// `with` as a whole.
    static func with(_ plugin: StepDescription) -> FieldSlot { FieldSlot(name: "`with`", type: .object(plugin.fields)) }

    /// Of a member of a map or an object; `nil` for a field that does not exist.
    func member(_ key: String) -> FieldSlot? {
        switch type {
        case .object(let fields):
            fields.first { $0.name == key }.map { field in
                FieldSlot(
                    name: "`\(key)`", type: field.type, allowed: field.allowed, isSecret: isSecret || field.isSecret,
                    isRequired: field.isRequired)
            }
        case .map(let value): FieldSlot(name: "`\(key)` of \(name)", type: value, isSecret: isSecret)
        default: FieldSlot(name: name, type: .any, isSecret: isSecret)
        }
    }

    /// Of an item of a list.
    var item: FieldSlot {
        guard case .list(let item) = type else { return FieldSlot(name: name, type: .any, isSecret: isSecret) }
        return FieldSlot(name: "an item of \(name)", type: item, allowed: allowed, isSecret: isSecret)
    }

    /// Of a place inside; `nil` if it is none.
    func slot(at pointer: JSONPointer) -> FieldSlot? {
        pointer.tokens.reduce(self) { (slot: FieldSlot?, token) in
            guard let slot else { return nil }
            if case .list = slot.type { return slot.item }
            return slot.member(token)
        }
    }

    /// The fields of an object.
    var fields: [FieldDescription] {
        if case .object(let fields) = type { fields } else { [] }
    }

    /// Why no value of a type is taken, as the rest of a sentence; `nil` if one may be.
    func refusal(of given: StaticType) -> String? {
        if given == .null { return isRequired && type != .any ? given.spoken : nil }
        if !allowed.isEmpty, type == .string, case .string(let texts?) = given, !texts.isEmpty,
            texts.isDisjoint(with: allowed)
        {
            return texts.sorted().prefix(3).map { "\"\($0)\"" }.joined(separator: " or ")
        }
        let isRefused =
            type == .size
            ? given.fits(.string) == false && given.fits(.int) == false : given.fits(type.accepted) == false
        return isRefused ? misfit(of: given) : nil
    }

    /// What it needs, in a sentence.
    var need: String {
        type == .string && !allowed.isEmpty ? "one of \(allowed.joined(separator: ", "))" : type.spoken
    }

    private func misfit(of given: StaticType) -> String {
        type == .artifact ? given.spoken : ObjectMisfit.words(given, type.accepted)
    }
}
