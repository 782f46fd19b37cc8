import JSONModel
import JSONSchemaValidation
import PipelineDefinitions
import StepKit
import Testing

/// What editors make of the schemas: the words they know, and what they show.
@Suite("The form of the schemas")
struct DefinitionSchemaFormTests {
    private static let schemas = DefinitionSchemas.all(FakeSteps.registry)

    /// Keywords that mean the same in draft-07 and in 2020-12, and one that only editors read.
    private static let keywords: Set<String> = [
        "$schema", "title", "description", "default", "examples", "type", "enum", "const", "minimum", "maximum",
        "minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "items", "required", "properties",
        "additionalProperties", "propertyNames", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "writeOnly",
        "uniqueItems", "$ref", "minProperties", "maxProperties", "patternProperties", "contains", "exclusiveMinimum",
        "exclusiveMaximum", "markdownEnumDescriptions",
    ]

    /// Every schema inside a schema, with its place.
    private func parts(of schema: JSONValue, at pointer: JSONPointer = .root) -> [(JSONPointer, [String: JSONValue])] {
        guard let members = schema.objectValue else { return [] }
        var found = [(pointer, members)]
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            let place = pointer.appending(key)
            switch key {
            case "properties", "patternProperties":
                for (name, inner) in value.objectValue ?? [:] { found += parts(of: inner, at: place.appending(name)) }
            case "allOf", "anyOf", "oneOf":
                for (index, inner) in (value.arrayValue ?? []).enumerated() {
                    found += parts(of: inner, at: place.appending(index))
                }
            case "items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains":
                found += parts(of: value, at: place)
            default: break
            }
        }
        return found
    }

    @Test("is a JSON Schema by the rules for schemas", arguments: schemas.keys.sorted())
    func metaSchema(name: String) throws {
        let meta = try JSONSchema(["$ref": "https://json-schema.org/draft/2020-12/schema"])
        #expect(meta.validate(try #require(Self.schemas[name])).map(\.description) == [])
    }

    @Test("uses only what draft-07 and 2020-12 have in common", arguments: schemas.keys.sorted())
    func commonWords(name: String) throws {
        for (place, members) in parts(of: try #require(Self.schemas[name])) {
            #expect(Set(members.keys).subtracting(Self.keywords).isEmpty, "\(name) \(place)")
            #expect(members["items"]?.arrayValue == nil, "\(name) \(place)")
        }
    }

    @Test(
        "has something to show for every key",
        arguments: ["pipeline.schema.json", "routing.schema.json", "schedules.schema.json", "settings.schema.json"])
    func hovers(name: String) throws {
        for (place, members) in parts(of: try #require(Self.schemas[name])) where !place.tokens.contains("if") {
            for (key, value) in members["properties"]?.objectValue ?? [:] where key != "kind" && value != false {
                let isInsideBranch = key == "with" || place.tokens.last == "oneOf"
                let text = value["description"]?.stringValue ?? ""
                #expect(text.hasSuffix(".") || isInsideBranch, "\(name) \(place) \(key): \(text)")
            }
        }
    }

    @Test("has examples and defaults that fit", arguments: schemas.keys.sorted())
    func examples(name: String) throws {
        for (place, members) in parts(of: try #require(Self.schemas[name])) {
            let values = (members["examples"]?.arrayValue ?? []) + [members["default"]].compactMap(\.self)
            guard !values.isEmpty else { continue }
            let schema = try JSONSchema(.object(members))
            for value in values {
                #expect(schema.validate(value).isEmpty, "\(name) \(place): \(value)")
            }
        }
    }

    @Test("shows a plugin's default, choice, bounds and unit in words")
    func words() throws {
        let schema = try #require(Self.schemas["pipeline.schema.json"])
        let branches = try #require(schema["properties"]?["steps"]?["items"]?["allOf"]?.arrayValue)
        func hover(_ plugin: String, _ field: String) throws -> String? {
            let branch = try #require(branches.first { $0["if"]?["properties"]?["uses"]?["const"] == .string(plugin) })
            return branch["then"]?["properties"]?["with"]?["properties"]?[field]?["description"]?.stringValue
        }
        #expect(try hover("log.write", "level") == "How important. One of debug, info, warning. Default: info.")
        #expect(
            try hover("video.keyframes", "every")
                == "How often. From 10ms to 1m. A duration such as 500ms, 15s or 2m. Default: 1s.")
        #expect(
            try hover("http.download", "max_size")
                == "The most bytes. A size such as 64KB or 500MB, or a number of bytes. Default: 500MB.")
        #expect(try hover("model.chat", "system") == "What it is.")
        let uses = try #require(schema["properties"]?["steps"]?["items"]?["properties"]?["uses"])
        let plugins = try #require(uses["anyOf"]?[0])
        #expect(plugins["enum"]?.arrayValue?.count == FakeSteps.registry.descriptions.count)
        #expect(plugins["enum"]?.arrayValue?.count == plugins["markdownEnumDescriptions"]?.arrayValue?.count)
    }
}
