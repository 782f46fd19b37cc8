import Foundation
import JSONModel

/// Follows `$ref`, joins `allOf` and picks a branch of `anyOf` and `oneOf`, until a plain schema is left.
struct SchemaResolver {
    let root: JSONValue

    /// How many keywords one place may take to resolve: references can fan out without end.
    private static let budget = 500

    func resolve(_ schema: JSONValue, at place: AnswerPlace) throws(DevModelError) -> (JSONValue, AnswerPlace) {
        var (place, budget) = (place, Self.budget)
        return (try resolve(schema, at: &place, budget: &budget), place)
    }

    private func resolve(
        _ schema: JSONValue, at place: inout AnswerPlace, budget: inout Int
    ) throws(DevModelError) -> JSONValue {
        var schema = schema
        while case .object(var members) = schema {
            budget -= 1
            guard budget > 0 else { throw SchemaFiller.failure("its references lead nowhere", at: place) }
            if let reference = members.removeValue(forKey: "$ref") {
                let (target, name) = try target(of: reference, at: place)
                place = place.following(name)
                // Joined only when plain: two schemas that refer elsewhere cannot be written as one.
                let plain = members.isEmpty ? target : try resolve(target, at: &place, budget: &budget)
                schema = Self.join(plain, .object(members))
            } else if let parts = members.removeValue(forKey: "allOf")?.arrayValue {
                schema = .object(members)
                for part in parts { schema = Self.join(schema, try resolve(part, at: &place, budget: &budget)) }
            } else if let branches = (members.removeValue(forKey: "anyOf") ?? members.removeValue(forKey: "oneOf"))?
                .arrayValue
            {
                let branch = try resolve(Self.pick(from: branches, at: place), at: &place, budget: &budget)
                schema = Self.join(.object(members), branch)
            } else {
                return schema
            }
        }
        return schema
    }

    private func target(of reference: JSONValue, at place: AnswerPlace) throws(DevModelError) -> (JSONValue, String) {
        guard let text = reference.stringValue, text.hasPrefix("#"),
            let fragment = text.dropFirst().removingPercentEncoding,
            let pointer = JSONPointer(parsing: fragment), let target = root[pointer]
        else { throw SchemaFiller.failure("`$ref` \(reference) points to nothing in this schema", at: place) }
        return (target, text)
    }

    private static func pick(from branches: [JSONValue], at place: AnswerPlace) -> JSONValue {
        branches.first { $0["type"] != "null" && $0 != false && !recurses($0, at: place) }
            ?? branches.first { $0["type"] == "null" } ?? branches.first ?? true
    }

    /// True when the schema leads straight to one that is being filled already.
    static func recurses(_ schema: JSONValue, at place: AnswerPlace) -> Bool {
        if let reference = schema["$ref"]?.stringValue, place.references.contains(reference) { return true }
        return schema["allOf"]?.arrayValue?.contains { recurses($0, at: place) } ?? false
    }

    /// Both schemas at once, as far as that can be written as one.
    private static func join(_ one: JSONValue, _ other: JSONValue) -> JSONValue {
        guard case .object(let left) = one, case .object(let right) = other else {
            return one == true ? other : (other == true ? one : false)
        }
        return .object(left.merging(right) { $1 }.merging(joinedKeywords(left, right)) { $1 })
    }

    private static func joinedKeywords(
        _ left: [String: JSONValue], _ right: [String: JSONValue]
    ) -> [String: JSONValue] {
        var joined: [String: JSONValue] = [:]
        for (key, first) in left {
            guard let second = right[key] else { continue }
            switch key {
            case "properties", "$defs": joined[key] = joinProperties(first, second)
            case "required": joined[key] = .array((first.arrayValue ?? []) + (second.arrayValue ?? []))
            case "enum": joined[key] = .array((first.arrayValue ?? []).filter((second.arrayValue ?? []).contains))
            case let key where key.hasPrefix("min") || key.hasPrefix("exclusiveMin"):
                joined[key] = (first.doubleValue ?? 0) > (second.doubleValue ?? 0) ? first : second
            case let key where key.hasPrefix("max") || key.hasPrefix("exclusiveMax"):
                joined[key] = (first.doubleValue ?? 0) < (second.doubleValue ?? 0) ? first : second
            case "items", "additionalProperties": joined[key] = join(first, second)
            default: joined[key] = second
            }
        }
        return joined
    }

    private static func joinProperties(_ one: JSONValue, _ other: JSONValue) -> JSONValue {
        .object((one.objectValue ?? [:]).merging(other.objectValue ?? [:]) { join($0, $1) })
    }

    /// The type to answer in: the first that is not null, or the one its keywords speak of.
    static func type(of schema: [String: JSONValue]) -> String {
        switch schema["type"] {
        case .string(let type): return type
        case .array(let types): return types.compactMap(\.stringValue).first { $0 != "null" } ?? "null"
        default: break
        }
        let hints = [
            ("object", ["properties", "required", "additionalProperties", "minProperties"]),
            ("array", ["items", "prefixItems", "minItems", "maxItems"]),
            ("number", ["minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"]),
        ]
        return hints.first { $0.1.contains { schema[$0] != nil } }?.0 ?? "string"
    }

    /// Whether a value of `enum` fits the schema's `type`.
    static func allows(_ value: JSONValue, in schema: [String: JSONValue]) -> Bool {
        let types: [String]
        switch schema["type"] {
        case .string(let type): types = [type]
        case .array(let list): types = list.compactMap(\.stringValue)
        default: return true
        }
        return types.contains { $0 == value.kind || ($0 == "number" || $0 == "integer") && value.intValue != nil }
    }
}
