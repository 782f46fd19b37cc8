import JSONModel

/// Which keywords a schema resource may use, and how they are read.
struct SchemaDialect: Sendable, Hashable {
    enum Draft: Sendable {
        /// Also used for draft-06, of which it is an extension.
        case draft7
        case draft2020
    }

    enum Vocabulary: String, Sendable, CaseIterable {
        case core, applicator, unevaluated, validation, content
        case metaData = "meta-data"
        case formatAnnotation = "format-annotation"
        case formatAssertion = "format-assertion"

        fileprivate static let prefix = "https://json-schema.org/draft/2020-12/vocab/"
    }

    let draft: Draft
    let vocabularies: Set<Vocabulary>

    static let draft7 = SchemaDialect(draft: .draft7, vocabularies: [])
    static let draft2020 = SchemaDialect(
        draft: .draft2020, vocabularies: Set(Vocabulary.allCases).subtracting([.formatAssertion]))

    var assertsFormats: Bool { vocabularies.contains(.formatAssertion) }

    /// The dialects that need no meta-schema to be known.
    static let standard: [String: SchemaDialect] = [
        "https://json-schema.org/draft/2020-12/schema": .draft2020,
        "http://json-schema.org/draft-07/schema": .draft7, "https://json-schema.org/draft-07/schema": .draft7,
        "http://json-schema.org/draft-06/schema": .draft7, "https://json-schema.org/draft-06/schema": .draft7,
    ]

    /// The dialect that the `$vocabulary` of a meta-schema describes.
    /// - Throws: the URI of a vocabulary that is needed and unknown here.
    static func described(by vocabulary: [String: JSONValue]) throws(UnknownVocabulary) -> SchemaDialect {
        var vocabularies: Set<Vocabulary> = [.core]
        for (uri, isNeeded) in vocabulary.sorted(by: { $0.key < $1.key }) {
            let name = uri.hasPrefix(Vocabulary.prefix) ? String(uri.dropFirst(Vocabulary.prefix.count)) : ""
            if let known = Vocabulary(rawValue: name) {
                vocabularies.insert(known)
            } else if isNeeded == true {
                throw UnknownVocabulary(uri: uri)
            }
        }
        return SchemaDialect(draft: .draft2020, vocabularies: vocabularies)
    }

    struct UnknownVocabulary: Error { let uri: String }
}

extension SchemaDialect {
    private static let keywords2020: [Vocabulary: Set<String>] = [
        .core: ["$ref", "$dynamicRef"],
        .applicator: [
            "prefixItems", "items", "contains", "additionalProperties", "properties", "patternProperties",
            "dependentSchemas", "propertyNames", "if", "then", "else", "allOf", "anyOf", "oneOf", "not", "dependencies",
        ],
        .unevaluated: ["unevaluatedItems", "unevaluatedProperties"],
        .validation: [
            "type", "const", "enum", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
            "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains",
            "maxProperties", "minProperties", "required", "dependentRequired",
        ],
        .formatAnnotation: ["format"],
        .formatAssertion: ["format"],
    ]

    private static let keywords7: Set<String> = [
        "items", "additionalItems", "contains", "additionalProperties", "properties", "patternProperties",
        "propertyNames", "if", "then", "else", "allOf", "anyOf", "oneOf", "not", "dependencies", "type", "const",
        "enum", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength",
        "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required", "format",
    ]

    private static let schemaKeywords: Set<String> = [
        "items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    ]
    private static let schemaKeywords7: Set<String> = [
        "items", "additionalItems", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else",
    ]
    private static let listKeywords: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let mapKeywords: Set<String> = [
        "$defs", "definitions", "properties", "patternProperties", "dependentSchemas", "dependencies",
    ]
    private static let mapKeywords7: Set<String> = ["definitions", "properties", "patternProperties", "dependencies"]

    /// The members that are checked; the others are notes, or belong to a vocabulary that is not in use.
    func assertions(in members: [String: JSONValue]) -> [String: JSONValue] {
        guard draft == .draft2020 else {
            // In the older drafts a reference stands alone.
            if let reference = members["$ref"] { return ["$ref": reference] }
            return members.filter { Self.keywords7.contains($0.key) }
        }
        return members.filter { keyword, _ in
            vocabularies.contains { Self.keywords2020[$0]?.contains(keyword) ?? false }
        }
    }

    /// Where the schemas directly below this one are.
    func subschemas(of members: [String: JSONValue]) -> [(pointer: JSONPointer, value: JSONValue)] {
        let isOld = draft == .draft7
        var found: [(JSONPointer, JSONValue)] = []
        for (keyword, value) in members.sorted(by: { $0.key < $1.key }) {
            let here = JSONPointer([keyword])
            if (isOld ? Self.schemaKeywords7 : Self.schemaKeywords).contains(keyword), value.arrayValue == nil {
                found.append((here, value))
            } else if Self.listKeywords.contains(keyword) || (isOld && keyword == "items") {
                for (index, item) in (value.arrayValue ?? []).enumerated() {
                    found.append((here.appending(index), item))
                }
            } else if (isOld ? Self.mapKeywords7 : Self.mapKeywords).contains(keyword) {
                for (name, item) in (value.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
                    found.append((here.appending(name), item))
                }
            }
        }
        return found
    }
}
