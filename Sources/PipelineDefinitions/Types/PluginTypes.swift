import Expressions
import StepKit

/// The types of what plugins return, each worked out when it is first asked for.
struct PluginTypes {
    private let registry: StepRegistry
    private var outputs: [String: StaticType] = [:]

    init(_ registry: StepRegistry) { self.registry = registry }

    var names: [String] { registry.descriptions.map(\.name) }

    func description(of name: String) -> StepDescription? { registry.description(of: name) }

    /// The type of `steps.<id>.output`; ``StaticType/any`` for a plugin that is not installed.
    mutating func output(of name: String) -> StaticType {
        if let known = outputs[name] { return known }
        guard let plugin = registry.description(of: name) else { return .any }
        let type = FieldType.returned(plugin.outputs, by: "`\(name)`", as: "`\(name)`")
        outputs[name] = type
        return type
    }
}

extension FieldType {
    private static let artifactMembers: [String: ObjectShape.Member] = [
        "path": .init(.string), "sha256": .init(.string), "media_type": .init(.string), "size": .init(.int),
    ]

    /// The type of an output. An absent optional has no key.
    fileprivate static func returned(
        _ fields: [FieldDescription], by plugin: String, as name: String
    ) -> StaticType {
        let members = fields.map { field in
            let type: StaticType =
                field.type == .string && !field.allowed.isEmpty
                ? .string(among: Set(field.allowed)) : field.type.returned(by: plugin, as: "`\(field.name)`")
            let isSure = field.isRequired || field.defaultValue != nil
            return (field.name, ObjectShape.Member(type, absence: isSure ? nil : "\(plugin) may leave it out"))
        }
        return .object(ObjectShape(name: name, members: Dictionary(members, uniquingKeysWith: { $1 })))
    }

    private func returned(by plugin: String, as name: String) -> StaticType {
        switch self {
        case .string, .duration, .size: .string
        case .integer: .int
        case .number: .number
        case .boolean: .bool
        case .artifact: .object(ObjectShape(name: name, members: Self.artifactMembers))
        case .list(let item): .list(item.returned(by: plugin, as: "an item of \(name)"), atMost: nil)
        case .map(let value): .map(.string, value.returned(by: plugin, as: "a member of \(name)"))
        case .object(let fields): Self.returned(fields, by: plugin, as: name)
        case .any: .any
        }
    }

    /// What an expression may give for a field of this type.
    var accepted: StaticType {
        switch self {
        case .string, .duration: .string
        case .integer: .int
        case .number: .number
        case .boolean: .bool
        case .artifact: .object(ObjectShape(name: "a file", members: Self.artifactMembers, isOpen: true))
        case .list(let item): .list(item.accepted, atMost: nil)
        case .map(let value): .map(.string, value.accepted)
        case .object(let fields): Self.accepted(fields)
        // A size is a text or a whole number.
        case .size, .any: .any
        }
    }

    /// What is not required may also be null.
    private static func accepted(_ fields: [FieldDescription]) -> StaticType {
        let members = fields.map { field in
            (
                field.name,
                field.isRequired
                    ? ObjectShape.Member(field.type.accepted) : ObjectShape.Member(.any, absence: "it is optional")
            )
        }
        return .object(ObjectShape(name: "an object", members: Dictionary(members, uniquingKeysWith: { $1 })))
    }

    /// What it needs, in a sentence.
    var spoken: String {
        switch self {
        case .duration: "a duration such as 15s"
        case .size: "a size such as 500MB"
        case .artifact: "a file made by a step"
        case .list(.artifact): "a list of files made by steps"
        case .list, .map, .object, .any, .string, .integer, .number, .boolean: accepted.spoken
        }
    }
}
