import Expressions
import JSONModel
import Testing

@testable import PipelineDefinitions

@Suite("The type that a JSON Schema gives `input`")
struct SchemaTypesTests {
    private static let optional = "the schema does not require it"

    private func type(_ schema: JSONValue) -> StaticType { SchemaTypes.type(of: schema, named: "`input`") }

    private static func object(_ members: [String: ObjectShape.Member], isOpen: Bool = false) -> StaticType {
        .object(ObjectShape(name: "`input`", members: members, isOpen: isOpen))
    }

    @Test(
        "is that of its keyword `type`, or of its only values",
        arguments: [
            (["type": "string"], .string), (["type": "integer"], .int), (["type": "number"], .number),
            (["type": "boolean"], .bool), (["type": "null"], .null), (["type": "array"], .list(.any, atMost: nil)),
            (["type": "array", "items": ["type": "integer"], "maxItems": 3], .list(.int, atMost: 3)),
            (["enum": ["a", "b"]], .string(among: ["a", "b"])), (["const": 3], .int), (["enum": [1, 2.5]], .number),
            (["type": "string", "const": "a"], .string(among: ["a"])), (["type": ["integer", "number"]], .number),
            (["type": "object", "additionalProperties": ["type": "integer"]], .map(.string, .int)),
        ] as [(JSONValue, StaticType)])
    func certain(schema: JSONValue, expected: StaticType) {
        #expect(type(schema) == expected)
    }

    @Test(
        "is not known where values of several types fit",
        arguments: [
            [:], true, ["type": ["string", "null"]], ["enum": ["a", nil]], ["enum": ["a", 1]], ["type": "odd"],
            ["$ref": "#/$defs/none"], ["$ref": "https://example.org/a"], ["$ref": "#"], ["not": ["type": "string"]],
            ["anyOf": [["type": "string"], [:]]], ["oneOf": [["type": "string"], ["type": "integer"]]],
            ["items": ["type": "string"]], ["required": ["a"]],
        ] as [JSONValue])
    func unknown(schema: JSONValue) {
        #expect(type(schema) == .any)
    }

    @Test("has members, of which only the required ones are there for certain")
    func members() {
        let schema: JSONValue = [
            "type": "object", "required": ["a"], "additionalProperties": false,
            "properties": ["a": ["type": "string"], "b": ["type": "integer"], "c": ["type": "integer", "default": 1]],
        ]
        let filled = Self.optional + ", and a `default` fills nothing in"
        let expected = Self.object([
            "a": .init(.string), "b": .init(.int, absence: Self.optional), "c": .init(.int, absence: filled),
        ])
        #expect(type(schema) == expected)
    }

    @Test(
        "is open unless the schema closes it for certain",
        arguments: [
            ([:], true), (["additionalProperties": true], true), (["additionalProperties": ["type": "string"]], true),
            (["additionalProperties": false, "patternProperties": ["^x": true]], true),
            (["additionalProperties": false], false), (["unevaluatedProperties": false], false),
            (["unevaluatedProperties": false, "allOf": [["properties": ["b": true]]]], true),
        ] as [(JSONValue, Bool)])
    func openness(more: JSONValue, isOpen: Bool) throws {
        var schema: [String: JSONValue] = ["type": "object", "properties": ["a": ["type": "string"]]]
        schema.merge(try #require(more.objectValue)) { $1 }
        guard case .object(let shape) = type(.object(schema)) else {
            Issue.record("no object")
            return
        }
        #expect(shape.isOpen == isOpen)
    }

    @Test(
        "says nothing of absence where a condition may require the member",
        arguments: [
            ["anyOf": [["required": ["a"]], ["required": ["b"]]]], ["minProperties": 1], ["if": ["required": ["b"]]],
            ["dependentRequired": ["b": ["a"]]], ["allOf": [["required": ["a"]]]],
        ] as [JSONValue])
    func conditions(more: JSONValue) throws {
        var schema: [String: JSONValue] = ["type": "object", "properties": ["a": ["type": "string"]]]
        schema.merge(try #require(more.objectValue)) { $1 }
        guard case .object(let shape) = type(.object(schema)) else {
            Issue.record("no object")
            return
        }
        #expect(shape.members["a"] == .init(.string))
    }

    @Test("follows references within the schema, also to itself")
    func references() {
        let schema: JSONValue = [
            "$ref": "#/$defs/node",
            "$defs": [
                "node": [
                    "type": "object", "required": ["next", "word"],
                    "properties": ["next": ["$ref": "#/$defs/node"], "word": ["type": "string"]],
                ]
            ],
        ]
        #expect(type(schema) == Self.object(["next": .init(.any), "word": .init(.string)], isOpen: true))
    }

    @Test("is worked out in bounded time, however the references multiply")
    func multiplying() {
        var definitions: [String: JSONValue] = ["d0": ["type": "string"]]
        for level in 1...30 {
            let reference: JSONValue = ["$ref": .string("#/$defs/d\(level - 1)")]
            definitions["d\(level)"] = ["type": "object", "properties": ["a": reference, "b": reference]]
        }
        let schema: JSONValue = ["$ref": "#/$defs/d30", "$defs": .object(definitions)]
        guard case .object(let shape) = type(schema) else {
            Issue.record("no object")
            return
        }
        #expect(Set(shape.members.keys) == ["a", "b"])
    }

    @Test("adds up what `allOf` says")
    func all() {
        let schema: JSONValue = [
            "type": "object", "required": ["a"], "properties": ["a": ["type": "string"]],
            "allOf": [["type": "object", "required": ["b"], "properties": ["b": ["type": "integer"]]]],
        ]
        #expect(type(schema) == Self.object(["a": .init(.string), "b": .init(.int)], isOpen: true))
    }
}
