import BoundedRegex
import JSONModel

/// A place in one of the documents a schema is made of.
struct SchemaLocation: Sendable, Hashable {
    let document: Int
    var pointer: JSONPointer
}

/// One schema, its keywords read. Other schemas are named by their index.
struct SchemaNode: Sendable {
    let location: SchemaLocation
    /// The resource (`$id`) this schema belongs to.
    let resource: Int
    var rules: [SchemaRule] = []
    /// Sentences of `x-message`, by keyword.
    var messages: [String: String] = [:]

    var isNever: Bool {
        if case .never = rules.first?.check { true } else { false }
    }

    /// The schemas that this one applies to the very same value.
    var inPlaceSchemas: [Int] { rules.flatMap(\.check.inPlaceSchemas) }
}

struct SchemaRule: Sendable {
    let keyword: String
    let check: SchemaCheck
}

enum SchemaCheck: Sendable {
    case never
    case reference(Int)
    case dynamicReference(name: String, fallback: Int)

    case types([SchemaType])
    case constant(JSONValue)
    case enumeration([JSONValue])

    case multipleOf(DecimalNumber)
    case bound(SchemaBound, JSONValue)

    case minLength(Int)
    case maxLength(Int)
    case pattern(BoundedRegex)
    case format(StringFormat)

    case items(prefix: [Int], rest: Int?)
    case contains(Int, least: Int, most: Int?)
    case minItems(Int)
    case maxItems(Int)
    case uniqueItems

    case members(MemberSchemas)
    case required([String])
    case dependentRequired([String: [String]])
    case propertyNames(Int)
    case minProperties(Int)
    case maxProperties(Int)

    case allOf([Int])
    case anyOf([Int])
    case oneOf([Int])
    case not(Int)
    case conditional(if: Int, then: Int?, else: Int?)
    case dependentSchemas([String: Int])

    case unevaluatedItems(Int)
    case unevaluatedProperties(Int)

    var readsEvaluated: Bool {
        switch self {
        case .unevaluatedItems, .unevaluatedProperties: true
        default: false
        }
    }

    var inPlaceSchemas: [Int] {
        switch self {
        case .reference(let schema), .not(let schema): [schema]
        case .allOf(let schemas), .anyOf(let schemas), .oneOf(let schemas): schemas
        case .conditional(let test, let then, let otherwise): [test, then, otherwise].compactMap(\.self)
        case .dependentSchemas(let schemas): schemas.values.sorted()
        default: []
        }
    }
}

/// `properties`, `patternProperties` and `additionalProperties`, which know of each other.
struct MemberSchemas: Sendable {
    var named: [String: Int] = [:]
    var patterns: [(pattern: BoundedRegex, schema: Int)] = []
    var additional: Int?
}

enum SchemaBound: Sendable {
    case minimum, maximum, exclusiveMinimum, exclusiveMaximum
}

enum SchemaType: String, Sendable {
    case null, boolean, integer, number, string, array, object

    func admits(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.null, .null), (.boolean, .bool), (.string, .string), (.array, .array), (.object, .object): true
        case (.integer, .int), (.number, .int), (.number, .double): true
        case (.integer, .double(let number)): number.rounded(.towardZero) == number
        default: false
        }
    }

    /// How a message names what is expected.
    var words: String {
        switch self {
        case .null: "null"
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .number: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
