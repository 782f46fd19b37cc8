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
    var rules: [SchemaRule] = [] {
        didSet { weight = rules.reduce(0) { $0 + $1.check.weight } }
    }
    /// Steps that applying it takes beside those of its parts.
    private(set) var weight = 0
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
    case enumeration(SchemaChoices)

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
    case dependentRequired([(key: String, needs: [String])])
    case propertyNames(Int)
    case minProperties(Int)
    case maxProperties(Int)

    case allOf([Int])
    case anyOf([Int])
    case oneOf([Int])
    case not(Int)
    case conditional(if: Int, then: Int?, else: Int?)
    case dependentSchemas([(key: String, schema: Int)])

    case unevaluatedItems(Int)
    case unevaluatedProperties(Int)

    var readsEvaluated: Bool {
        switch self {
        case .unevaluatedItems, .unevaluatedProperties: true
        default: false
        }
    }

    /// What a long list of words costs.
    fileprivate var weight: Int {
        switch self {
        case .required(let keys): keys.count / 8
        case .dependentRequired(let needs): needs.reduce(needs.count) { $0 + $1.needs.count } / 8
        case .dependentSchemas(let schemas): schemas.count / 8
        case .enumeration(let choices): choices.values.count / 8
        default: 0
        }
    }

    var isTypes: Bool {
        if case .types = self { true } else { false }
    }

    var inPlaceSchemas: [Int] {
        switch self {
        case .reference(let schema), .not(let schema): [schema]
        case .allOf(let schemas), .anyOf(let schemas), .oneOf(let schemas): schemas
        case .conditional(let test, let then, let otherwise): [test, then, otherwise].compactMap(\.self)
        case .dependentSchemas(let schemas): schemas.map(\.schema)
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

/// The values of `enum`.
struct SchemaChoices: Sendable {
    let values: [JSONValue]
    /// A first sieve for long lists; equal values are equal in here, but not the other way round.
    private let sieve: Set<JSONValue>?

    init(_ values: [JSONValue]) {
        self.values = values
        sieve = values.count > 8 ? Set(values.map(\.normalized)) : nil
    }

    func contains(_ value: JSONValue) -> Bool {
        if let sieve, !sieve.contains(value.normalized) { return false }
        return values.contains { $0.equals(value) }
    }
}

enum SchemaBound: Sendable {
    case minimum, maximum, exclusiveMinimum, exclusiveMaximum

    /// Whether a number may lie there, seen from the bound.
    func admits(_ order: JSONValue.Order) -> Bool {
        switch self {
        case .minimum: order != .below
        case .maximum: order != .above
        case .exclusiveMinimum: order == .above
        case .exclusiveMaximum: order == .below
        }
    }

    /// How a message says that a number lies beyond it.
    var words: String {
        switch self {
        case .minimum: "is below the minimum"
        case .maximum: "is above the maximum"
        case .exclusiveMinimum: "must be greater than"
        case .exclusiveMaximum: "must be less than"
        }
    }
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
