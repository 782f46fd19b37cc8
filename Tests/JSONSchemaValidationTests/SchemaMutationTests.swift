import JSONModel
import JSONSchemaValidation
import Testing

/// A sequence that is the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

/// Changes JSON values without regard for what they mean.
struct ValueMutator {
    private static let leaves: [JSONValue] = [
        nil, true, false, 0, -1, 1.5, 1e308, -1e-308, 9_223_372_036_854_775_807, .double(.infinity), .double(.nan), "",
        "#", "#/", "#/$defs/a", "https://e.org/x#y", "a{1,9999}", "(a*)*$", "\u{0}", "é", [], [:], [nil], ["$ref": "#"],
    ]
    private static let keys = [
        "$ref", "$dynamicRef", "$id", "$anchor", "$dynamicAnchor", "$schema", "$defs", "type", "items", "prefixItems",
        "properties", "patternProperties", "not", "anyOf", "if", "then", "contains", "unevaluatedProperties",
        "dependentSchemas", "multipleOf", "minLength", "enum", "format", "required", "uniqueItems", "propertyNames",
    ]

    var generator: SeededGenerator

    mutating func mutated(_ value: JSONValue, levels: Int = 6) -> JSONValue {
        guard levels > 0, Int.random(in: 0..<8, using: &generator) > 0 else { return leaf() }
        switch value {
        case .array(var items):
            guard let place = items.indices.randomElement(using: &generator) else { return .array([leaf()]) }
            items[place] = mutated(items[place], levels: levels - 1)
            if Bool.random(using: &generator) { items.append(items[place]) }
            return .array(items)
        case .object(var members):
            let key = members.keys.sorted().randomElement(using: &generator) ?? "type"
            let other = Self.keys.randomElement(using: &generator) ?? key
            let below = mutated(members[key] ?? nil, levels: levels - 1)
            members[Int.random(in: 0..<3, using: &generator) == 0 ? other : key] = below
            return .object(members)
        default: return leaf()
        }
    }

    private mutating func leaf() -> JSONValue { Self.leaves.randomElement(using: &generator) ?? nil }
}

@Suite("Schemas and values that nobody would write")
struct SchemaMutationTests {
    @Test("end in a verdict or an error", arguments: [1, 2] as [UInt64])
    func mutations(seed: UInt64) throws {
        var mutator = ValueMutator(generator: SeededGenerator(seed: seed))
        var verdicts = 0
        for document in LabelledDocument.all {
            let schema = try JSONValue(parsing: document.schema)
            let value = try JSONValue(parsing: document.instance)
            for _ in 0..<2 {
                let schema = mutator.mutated(schema)
                let value = mutator.mutated(value)
                guard let read = try? JSONSchema(schema, options: .init(assertsFormats: true)) else { continue }
                verdicts += 1
                for violation in read.validate(value) { #expect(!violation.message.isEmpty) }
            }
        }
        #expect(verdicts > 40)
    }
}
