import JSONModel
import JSONSchemaValidation
import Testing

@Suite("JSON Schema dialects")
struct SchemaDialectTests {
    private static let draft7: JSONValue = "http://json-schema.org/draft-07/schema#"

    private func fits(_ schema: String, _ instance: String, documents: [String: JSONValue] = [:]) throws -> Bool {
        let schema = try JSONSchema(JSONValue(parsing: schema), options: .init(documents: documents))
        return schema.validate(try JSONValue(parsing: instance)).isEmpty
    }

    @Test(
        "draft-07 reads its own keywords",
        arguments: [
            (#""items":[{"type":"string"}],"additionalItems":false"#, #"["a"]"#, #"["a",1]"#),
            (#""dependencies":{"a":["b"],"c":{"required":["d"]}}"#, #"{"a":1,"b":1}"#, #"{"c":1}"#),
            (
                ##""properties":{"a":{"$ref":"#/definitions/n","type":"string"}},"definitions":{"n":{"type":"null"}}"##,
                #"{"a":null}"#, #"{"a":""}"#
            ),
            (##""items":{"$ref":"#num"},"definitions":{"n":{"$id":"#num","type":"number"}}"##, "[1]", #"["a"]"#),
            (#""contains":{"const":1},"minContains":2"#, "[1]", "[2]"),
        ])
    func draft7(keywords: String, fitting: String, unfitting: String) throws {
        let schema = #"{"$schema":\#(Self.draft7.text()),\#(keywords)}"#
        #expect(try fits(schema, fitting))
        #expect(try !fits(schema, unfitting))
    }

    @Test("each document keeps its own dialect")
    func mixed() throws {
        let old: JSONValue = ["$schema": Self.draft7, "items": [["type": "string"]], "prefixItems": [false]]
        let new = #"{"items":{"$ref":"https://e.org/old"}}"#
        #expect(try fits(new, #"[["a"]]"#, documents: ["https://e.org/old": old]))
        #expect(try !fits(new, #"[[1]]"#, documents: ["https://e.org/old": old]))
    }

    @Test("a meta-schema chooses the vocabularies; one that is needed and unknown is refused")
    func vocabularies() throws {
        let prefix = "https://json-schema.org/draft/2020-12/vocab/"
        let words = JSONValue.object([prefix + "core": true, prefix + "applicator": true])
        let documents: [String: JSONValue] = [
            "https://e.org/plain": ["$vocabulary": words],
            "https://e.org/strict": ["$vocabulary": .object([prefix + "format-assertion": false])],
            "https://e.org/odd": ["$vocabulary": ["https://e.org/colours": true]],
        ]
        let plain = #"{"$schema":"https://e.org/plain","minimum":5,"properties":{"a":false}}"#
        #expect(try fits(plain, "1", documents: documents))
        #expect(try !fits(plain, #"{"a":1}"#, documents: documents))
        #expect(try !fits(#"{"$schema":"https://e.org/strict","format":"ipv4"}"#, #""x""#, documents: documents))
        let error = #expect(throws: JSONSchemaError.self) {
            try fits(#"{"$schema":"https://e.org/odd"}"#, "1", documents: documents)
        }
        #expect(error?.message == "`https://e.org/odd` needs the vocabulary `https://e.org/colours`, which is unknown")
    }

    @Test(
        "the meta-schemas judge schemas",
        arguments: [
            "https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#",
        ])
    func metaSchemas(uri: String) throws {
        let schema = try JSONSchema(["$ref": .string(uri)])
        #expect(schema.validate(["type": "object", "properties": ["a": ["minimum": 1]]]) == [])
        #expect(schema.validate(true) == [])
        #expect(
            schema.validate(["properties": ["a": ["minLength": -1]]]).first?.instance.description
                == "/properties/a/minLength")
        #expect(schema.validate(["properties": ["a": ["type": "strnig"]]]).first?.suggestion == "string")
        #expect(schema.validate(5).first?.keyword == "type")
    }

    @Test(
        "what cannot be resolved is told with its place and document",
        arguments: [
            (#"{"$schema":"https://e.org/none"}"#, "schema_unknown_dialect", "/$schema", nil),
            (#"{"$schema":7}"#, "schema_invalid", "/$schema", nil),
            (#"{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}"#, "schema_invalid", "/$defs/b/$anchor", nil),
            (#"{"$defs":{"a":{"$id":"/x"},"b":{"$id":"/x"}}}"#, "schema_invalid", "/$defs/b/$id", nil),
            (#"{"not":{"$ref":"https://e.org/bad"}}"#, "schema_invalid", "/type", "https://e.org/bad"),
            (#"{"$dynamicRef":"none.json#a"}"#, "schema_unknown_reference", "/$dynamicRef", nil),
        ] as [(String, String, String, String?)])
    func failures(schema: String, code: String, pointer: String, document: String?) throws {
        let error = #expect(throws: JSONSchemaError.self) {
            try fits(schema, "1", documents: ["https://e.org/bad": ["type": "text"]])
        }
        #expect(error?.code.rawValue == code)
        #expect(error?.pointer.description == pointer)
        #expect(error?.document == document)
    }

    @Test("a violation names the way to its keyword, and its URI")
    func locations() throws {
        let schema = try JSONSchema(
            JSONValue(
                parsing: ##"""
                    {"$id":"https://e.org/a","properties":{"x":{"$ref":"b#/$defs/n%20"}},
                     "$defs":{"b":{"$id":"b","$defs":{"n ":{"type":"null"}}}}}
                    """##))
        let found = try #require(schema.validate(["x": 1]).first)
        #expect(found.schema.description == "/$defs/b/$defs/n /type")
        #expect(found.keywordLocation.description == "/properties/x/$ref/type")
        #expect(found.absoluteKeywordLocation == "https://e.org/b#/$defs/n%20/type")
    }
}
