import JSONModel
import JSONSchemaValidation
import Testing

@Suite("Schema violations")
struct SchemaMessageTests {
    private static let step = #"""
        {"type":"object","required":["id","uses"],"additionalProperties":false,
         "properties":{"id":{"type":"string","pattern":"^[a-z_]+$"},"uses":{"type":"string"},
          "retry":{"type":"object","properties":{"backoff":{"enum":["exponential","fixed","linear"]}}},
          "quality":{"maximum":100},"every":{"type":["string","null"]}}}
        """#

    private static let shape = #"""
        {"oneOf":[{"properties":{"kind":{"const":"circle"},"radius":{"type":"number"}},"required":["kind","radius"]},
                  {"properties":{"kind":{"const":"square"},"side":{"type":"number"}},"required":["kind","side"]}]}
        """#

    @Test(
        "speak the words of whoever wrote the value",
        arguments: [
            (step, #"{"id":"a"}"#, "", "`uses` is missing"),
            (step, #"{"id":5,"uses":"x"}"#, "/id", "text is expected, this is integer"),
            (step, #"{"id":"a","uses":"x","retires":1}"#, "/retires", "unknown key `retires`; did you mean `retry`?"),
            (step, #"{"id":"a","uses":"x","zzz":1}"#, "/zzz", "unknown key `zzz`"),
            (
                step, #"{"id":"a","uses":"x","retry":{"backoff":"exponental"}}"#, "/retry/backoff",
                "`exponental` is not allowed here; did you mean `exponential`?"
            ),
            (
                step, #"{"id":"a","uses":"x","retry":{"backoff":"often"}}"#, "/retry/backoff",
                "`often` is not allowed here; `exponential`, `fixed` or `linear` is expected"
            ),
            (step, #"{"id":"a","uses":"x","quality":140}"#, "/quality", "`140` is above the maximum 100"),
            (step, #"{"id":"a b","uses":"x"}"#, "/id", "`a b` does not match the pattern `^[a-z_]+$`"),
            (step, #"{"id":"a","uses":"x","every":1.5}"#, "/every", "text or null is expected, this is number"),
            (step, "[]", "", "an object is expected, this is array"),
            (shape, #"{"kind":"circle","radius":"big"}"#, "/radius", "a number is expected, this is string"),
            (shape, #"{"kind":"square"}"#, "", "`side` is missing"),
            (shape, #"{"kind":"circl"}"#, "/kind", "`circl` is not allowed here; did you mean `circle`?"),
            (
                #"{"anyOf":[{"type":"string"},{"type":"array"}]}"#, "1", "",
                "text or a list is expected, this is integer"
            ),
            (
                #"{"anyOf":[{"required":["body"]},{"required":["body_file"]}]}"#, "{}", "",
                "`body` or `body_file` is missing"
            ),
            (
                #"{"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"string"}]}"#, "[1]", "/0",
                "text is expected, this is integer"
            ),
            (
                #"{"oneOf":[{"minimum":1},{"minimum":2}]}"#, "3", "",
                "this fits the allowed forms 1 and 2 at once; it must fit exactly one"
            ),
            (#"{"multipleOf":0.25}"#, "0.3", "", "`0.3` is not a multiple of 0.25"),
            (#"{"minLength":2}"#, "\"a\"", "", "this text has 1 character; at least 2 are needed"),
            (#"{"uniqueItems":true}"#, "[1,2,1]", "/2", "item 3 repeats item 1; each may appear once"),
            (#"{"type":"string","x-message":{"type":"a URL, please"}}"#, "1", "", "a URL, please"),
            (#"{"properties":{"a":false}}"#, #"{"a":1}"#, "/a", "`a` is not allowed here"),
            (
                #"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#, "",
                "`b` is missing; it is needed because `a` is given"
            ),
        ])
    func sentences(schema: String, value: String, place: String, message: String) throws {
        let found = try JSONSchema(JSONValue(parsing: schema)).validate(JSONValue(parsing: value))
        #expect(found.first?.message == message)
        #expect(found.first?.instance.description == place)
    }

    @Test("put the likeliest cause first: shallow before deep, a misspelt key instead of a missing one")
    func ranking() throws {
        let schema = try JSONSchema(JSONValue(parsing: Self.step))
        let misspelt: JSONValue = ["id": "a", "use": "x", "retry": ["backoff": "never"]]
        #expect(schema.validate(misspelt).map(\.keyword) == ["additionalProperties", "enum"])
        #expect(schema.validate(misspelt).first?.suggestion == "uses")
        let several: JSONValue = ["retry": ["backoff": 1], "quality": 200]
        #expect(schema.validate(several).map(\.message).prefix(2) == ["`id` is missing", "`uses` is missing"])
        #expect(schema.validate(several).map(\.instance.tokens.count) == [0, 0, 1, 2])
    }

    @Test("name the place of the keyword, also behind a reference")
    func places() throws {
        let schema = try JSONSchema(["$defs": ["n": ["type": "integer"]], "items": ["$ref": "#/$defs/n"]])
        let found = schema.validate([1, "a"])
        #expect(
            found == [
                SchemaViolation(
                    instance: JSONPointer(["1"]), schema: JSONPointer(["$defs", "n", "type"]), keyword: "type",
                    message: "a whole number is expected, this is string", expected: ["a whole number"],
                    keywordLocation: JSONPointer(["items", "$ref", "type"]))
            ])
        #expect(found.first?.description == "/1: a whole number is expected, this is string")
    }

    @Test("say one thing once")
    func followers() throws {
        let schema = try JSONSchema(["allOf": [["type": "string"], ["type": "string", "enum": ["a"]]]])
        #expect(schema.validate(1).count == 1)
        let many = try JSONSchema(["items": ["type": "string"]])
        let list = JSONValue.array((0..<500).map { .int($0) })
        #expect(many.validate(list).count == JSONSchema.maximumViolations)
    }
}

@Suite("The work of a check is bounded")
struct SchemaLimitTests {
    @Test("a value nested too deeply is refused, not followed")
    func deepValue() throws {
        let schema = try JSONSchema(["items": ["$ref": "#"]])
        let value = (0..<600).reduce(JSONValue.array([])) { inner, _ in .array([inner]) }
        #expect(schema.validate(value).map(\.message) == ["this is nested too deeply to be checked"])
        let allowed = (0..<200).reduce(JSONValue.array([])) { inner, _ in .array([inner]) }
        #expect(schema.validate(allowed) == [])
    }

    @Test("schemas that double the work at every level are given up, also below `not`")
    func doubling() throws {
        var definitions: [String: JSONValue] = ["d0": true]
        for level in 1...40 {
            let below: JSONValue = ["$ref": .string("#/$defs/d\(level - 1)")]
            definitions["d\(level)"] = ["allOf": [below, below]]
        }
        let schema = try JSONSchema(["$defs": .object(definitions), "not": ["$ref": "#/$defs/d40"]])
        #expect(schema.validate(1).map(\.message) == ["checking this takes too many steps"])
    }

    @Test("a pattern that explodes refuses the text")
    func costlyPattern() throws {
        let schema = try JSONSchema(["pattern": "(a+)+$"])
        let found = schema.validate(.string(String(repeating: "a", count: 100_000) + "!"))
        #expect(found.first?.message == "checking this text against the pattern `(a+)+$` takes too many steps")
    }

    @Test("costly patterns share their steps, so that a thousand texts cost no more than a few")
    func manyCostlyTexts() throws {
        let schema = try JSONSchema(["items": ["pattern": "(a+)+$"]])
        let text = JSONValue.string(String(repeating: "a", count: 5_000) + "!")
        let found = schema.validate(.array(Array(repeating: text, count: 1_000)))
        #expect(found.count == JSONSchema.maximumViolations)
        #expect(Set(found.map(\.keyword)) == ["pattern"])
    }

    @Test("a long list of unknown keys is told in part")
    func manyUnknownKeys() throws {
        let schema = try JSONSchema(["properties": ["name": true], "additionalProperties": false])
        let members = (0..<5_000).map { ("nam\($0)", JSONValue.null) }
        let found = schema.validate(.object(Dictionary(uniqueKeysWithValues: members)))
        #expect(found.count == JSONSchema.maximumViolations)
    }

    @Test(
        "the nearest names come first",
        arguments: [
            ("headres", ["headers", "body"], ["headers"]),
            ("fetchUser", ["fetch_user", "fetchuse"], ["fetch_user", "fetchuse"]),
            ("x", ["y", "xy"], ["xy"]), ("", ["a"], []), ("step", ["steps", "stop", "input"], ["steps", "stop"]),
            ("abc", ["abc"], []), (String(repeating: "a", count: 100), ["a"], []),
        ])
    func nearest(name: String, candidates: [String], expected: [String]) {
        #expect(nearestNames(to: name, among: candidates) == expected)
    }
}
