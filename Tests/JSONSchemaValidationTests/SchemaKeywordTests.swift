import JSONModel
import JSONSchemaValidation
import Testing

/// A schema, values that fit it, and values that do not, as JSON text.
struct KeywordCase: Sendable, CustomTestStringConvertible {
    let schema: String
    let fitting: [String]
    let unfitting: [String]
    var testDescription: String { schema }

    init(_ schema: String, _ fitting: [String], not unfitting: [String]) {
        (self.schema, self.fitting, self.unfitting) = (schema, fitting, unfitting)
    }

    static let values: [KeywordCase] = [
        .init("true", ["1", "null"], not: []),
        .init("false", [], not: ["1", "{}"]),
        .init(#"{"type":"integer"}"#, ["1", "1.0", "1e300", "-0.0"], not: ["1.5", "\"1\"", "null"]),
        .init(#"{"type":["string","null"]}"#, ["\"\"", "null"], not: ["0", "[]"]),
        .init(#"{"enum":[1,"a",{"b":[2.0]}]}"#, ["1.0", "\"a\"", #"{"b":[2]}"#], not: ["\"1\"", "true", "[]"]),
        .init(#"{"const":false}"#, ["false"], not: ["0", "null"]),
        .init(#"{"const":"é"}"#, ["\"é\""], not: [#""e\u0301""#]),
        .init(#"{"multipleOf":0.1}"#, ["0.3", "1.1", "-0.7", "0", "1e20"], not: ["0.35", "1e-7"]),
        .init(#"{"multipleOf":1e-8}"#, ["12391239123", "0.00000001"], not: ["1.5e-8"]),
        .init(#"{"multipleOf":300}"#, ["0", "600", "-3e2"], not: ["100", "1e1"]),
        .init(#"{"minimum":1.5,"exclusiveMaximum":3}"#, ["1.5", "2.99", "\"x\""], not: ["1.49", "3", "3.0"]),
        .init(#"{"maximum":9007199254740993}"#, ["9007199254740993", "9007199254740992.0"], not: ["9007199254740994"]),
        .init(#"{"exclusiveMinimum":-9.3e18}"#, ["-9223372036854775808"], not: ["-1e19"]),
        .init(
            #"{"minLength":2,"maxLength":2.0}"#, ["\"ab\"", "\"😀😀\"", #""e\u0301""#, "7"], not: ["\"a\"", "\"abc\""]),
        .init(#"{"pattern":"^a+$"}"#, ["\"aa\"", "5"], not: ["\"b\"", #""a\n""#]),
    ]

    static let collections: [KeywordCase] = [
        .init(
            #"{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}"#, ["[]", #"["a",1]"#],
            not: ["[1]", #"["a","b"]"#]),
        .init(
            #"{"contains":{"const":1},"minContains":2,"maxContains":3}"#, ["[1,1]", "[1,2,1,1]"],
            not: ["[1]", "[1,1,1,1]"]),
        .init(#"{"contains":{"const":1},"minContains":0}"#, ["[]", "[2]"], not: []),
        .init(#"{"minItems":1,"maxItems":2}"#, ["[1]", "{}"], not: ["[]", "[1,2,3]"]),
        .init(
            #"{"uniqueItems":true}"#, [#"[1,"1",true,[1],{"a":1}]"#, #"["é","e\u0301"]"#],
            not: ["[1,1.0]", #"[{"a":[1]},{"a":[1.0]}]"#]),
        .init(
            #"{"required":["a"],"properties":{"a":{"type":"string"}}}"#, [#"{"a":""}"#, "1"], not: ["{}", #"{"a":1}"#]),
        .init(
            #"{"patternProperties":{"^x":{"type":"integer"}},"additionalProperties":{"type":"null"}}"#,
            [#"{"xa":1,"b":null}"#], not: [#"{"xa":null}"#, #"{"b":1}"#]),
        .init(#"{"properties":{"a":true},"additionalProperties":false}"#, ["{}", #"{"a":1}"#], not: [#"{"b":1}"#]),
        .init(
            #"{"dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"maxProperties":1}}}"#,
            ["{}", #"{"a":1,"b":2}"#, #"{"c":1}"#], not: [#"{"a":1}"#, #"{"c":1,"d":2}"#]),
        .init(
            #"{"propertyNames":{"pattern":"^[a-z]+$"},"minProperties":1,"maxProperties":2}"#, [#"{"a":1}"#],
            not: ["{}", #"{"A":1}"#, #"{"a":1,"b":1,"c":1}"#]),
        .init(
            #"{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}"#, [#"{"a":1}"#], not: [#"{"b":1}"#]),
        .init(
            #"{"if":{"required":["k"],"properties":{"k":{"const":1}}},"then":{"properties":{"x":true}},"else":{"properties":{"y":true}},"unevaluatedProperties":false}"#,
            [#"{"k":1,"x":1}"#, #"{"y":1}"#], not: [#"{"k":1,"y":1}"#, #"{"x":1}"#]),
        .init(
            #"{"anyOf":[{"prefixItems":[true]},{"contains":{"const":9}}],"unevaluatedItems":{"type":"string"}}"#,
            [#"[1,"a"]"#, #"[1,9,"a"]"#], not: ["[1,2]"]),
    ]

    static let combinations: [KeywordCase] = [
        .init(#"{"anyOf":[{"type":"string"},{"minimum":2}]}"#, ["\"a\"", "3"], not: ["1"]),
        .init(#"{"oneOf":[{"multipleOf":2},{"multipleOf":3}]}"#, ["2", "3"], not: ["6", "1"]),
        .init(#"{"not":{"type":"string"}}"#, ["1"], not: ["\"a\""]),
        .init(
            #"{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}}"#, ["\"ab\"", "2"],
            not: ["\"a\"", "1"]),
        .init(##"{"$defs":{"n":{"type":"integer"}},"items":{"$ref":"#/$defs/n"}}"##, ["[1]"], not: ["[\"a\"]"]),
        .init(##"{"$defs":{"a/b~":{"const":1}},"$ref":"#/$defs/a~1b~0"}"##, ["1"], not: ["2"]),
        .init(##"{"$defs":{"n":{"$anchor":"num","const":1}},"$ref":"#num"}"##, ["1"], not: ["2"]),
        .init(
            ##"{"$id":"https://e.org/a/root","$defs":{"n":{"$id":"../other","const":1}},"$ref":"https://e.org/other"}"##,
            ["1"], not: ["2"]),
        .init(
            ##"{"properties":{"next":{"$ref":"#"}},"required":["v"]}"##, [#"{"v":1,"next":{"v":2}}"#],
            not: [#"{"v":1,"next":{}}"#]),
        .init(##"{"unknown":{"deep":{"const":1}},"$ref":"#/unknown/deep"}"##, ["1"], not: ["2"]),
        .init(
            ##"{"$id":"https://e.org/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,"$defs":{"t":{"$id":"tree","$dynamicAnchor":"node","properties":{"v":true,"kids":{"items":{"$dynamicRef":"#node"}}}}}}"##,
            [#"{"v":1,"kids":[{"v":2}]}"#], not: [#"{"kids":[{"w":2}]}"#]),
    ]
}

@Suite("JSON Schema keywords")
struct SchemaKeywordTests {
    @Test("say which values fit", arguments: KeywordCase.values + KeywordCase.collections + KeywordCase.combinations)
    func fits(_ example: KeywordCase) throws {
        let schema = try JSONSchema(JSONValue(parsing: example.schema))
        for text in example.fitting { #expect(schema.validate(try JSONValue(parsing: text)) == [], "\(text)") }
        for text in example.unfitting { #expect(schema.validate(try JSONValue(parsing: text)) != [], "\(text)") }
    }

    @Test(
        "refuse values of the wrong format when asked",
        arguments: [
            (
                "date-time", ["2026-11-21T09:30:00Z", "2026-11-21t09:30:00.5+01:00", "1998-12-31T23:59:60Z"],
                ["2026-11-21", "2026-11-21T24:00:00Z", "2026-11-21T09:30:00", "1998-12-31T22:59:60Z"]
            ),
            (
                "date", ["2024-02-29", "2000-02-29"],
                ["2026-02-29", "1900-02-29", "2026-13-01", "2026-1-01", "٢٠٢٦-01-01"]
            ),
            ("time", ["09:30:00Z"], ["09:30Z", "9:30:00Z"]),
            ("email", ["a.b@example.org", "\"a b\"@x.de", "a@[127.0.0.1]"], ["a", "@b.c", "a..b@c.d", "a@-b.c"]),
            ("hostname", ["example.org", "a-b"], ["-a", "a_b", "", "a..b", String(repeating: "a", count: 64)]),
            ("ipv4", ["127.0.0.1", "255.255.255.255"], ["127.1", "256.0.0.1", "01.2.3.4", "1.2.3.4.5"]),
            (
                "ipv6", ["::", "::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1::8"],
                ["1:2:3", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", ":1:2:3:4:5:6:7:8"]
            ),
            (
                "uri", ["https://e.org/a?b#c", "urn:x:y", "s3://bucket/key%20a"],
                ["/a", "e.org", "http://e .org", "a:%zz", "1a:b"]
            ),
            (
                "uuid", ["2EB8AA08-aa98-11ea-b4aa-73b441d16380"],
                ["2eb8aa08aa9811eab4aa73b441d16380", "", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g"]
            ),
            ("duration", ["P1Y2M3DT4H5M6S", "PT36H", "P2W"], ["P", "P1Y2D", "PT1H2S", "1D", "P1.5D", "P1WT1H", "PT"]),
            ("hostname", ["xn--zca29lwxobi7a"], ["xn--X", "xn--l-fda", "ab--cd"]),
            (
                "uri-reference", ["", "/a?b#c", "a/b", "//h:80/p", "?q"],
                ["a b", "1:b", "#a#b", "\\\\h", "//h:x", "[a]"]
            ),
            ("uri", ["http://[::1]:80/", "http://[v1.x]/", "mailto:a@b"], ["http://[::1", "http://a@b@c/", ":"]),
            ("uri-template", ["{+a,b:3,c*}/{?q}", "a%41"], ["{", "a}", "{a b}", "{}", "%4", "{a:0}", "a\u{85}"]),
            ("json-pointer", ["", "/a~0b/~1/0", "/"], ["a", "/~2", "#/a"]),
            ("relative-json-pointer", ["0", "1/a", "12#", "0/"], ["", "-1", "01", "0##", "1a", "/a"]),
            ("regex", ["^a+$", "(?<n>a)\\k<n>", "[]"], ["(", "\\a", "(?i)a", "(?P<n>a)", "a\\"]),
        ])
    func formats(format: String, fitting: [String], unfitting: [String]) throws {
        let strict = try JSONSchema(["format": .string(format)], options: .init(assertsFormats: true))
        let relaxed = try JSONSchema(["format": .string(format)])
        for text in fitting { #expect(strict.validate(.string(text)) == [], "\(text)") }
        for text in unfitting {
            #expect(strict.validate(.string(text)).first?.keyword == "format", "\(text)")
            #expect(relaxed.validate(.string(text)) == [])
        }
        #expect(strict.validate(5) == [])
    }

    @Test(
        "are refused with their place when they are wrong",
        arguments: [
            (#"5"#, "schema_invalid", ""),
            (#"{"type":"text"}"#, "schema_invalid", "/type"),
            (#"{"properties":{"a":{"minLength":-1}}}"#, "schema_invalid", "/properties/a/minLength"),
            (#"{"properties":{"a":7}}"#, "schema_invalid", "/properties/a"),
            (#"{"allOf":[]}"#, "schema_invalid", "/allOf"),
            (#"{"required":[1]}"#, "schema_invalid", "/required"),
            (#"{"multipleOf":0}"#, "schema_invalid", "/multipleOf"),
            (#"{"items":{"pattern":"("}}"#, "schema_pattern", "/items/pattern"),
            (#"{"patternProperties":{"[":true}}"#, "schema_pattern", "/patternProperties/["),
            (##"{"$ref":"#/$defs/none"}"##, "schema_unknown_reference", "/$ref"),
            (##"{"not":{"$ref":"https://example.org/else"}}"##, "schema_unknown_reference", "/not/$ref"),
            (##"{"$ref":"#"}"##, "schema_reference_loop", ""),
            (
                ##"{"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"$ref":"#/$defs/a"}}}"##,
                "schema_reference_loop", "/$defs/a"
            ),
        ])
    func wrongSchemas(text: String, code: String, pointer: String) throws {
        let value = try JSONValue(parsing: text)
        let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(value) }
        #expect(error?.code.rawValue == code)
        #expect(error?.pointer.description == pointer)
    }

    @Test("may refer to other documents that are given")
    func otherDocuments() throws {
        let options = JSONSchema.Options(documents: ["https://e.org/defs": ["$defs": ["n": ["type": "integer"]]]])
        let schema = try JSONSchema(["$ref": "https://e.org/defs#/$defs/n"], options: options)
        #expect(schema.validate(1) == [])
        #expect(schema.validate("a").first?.schema.description == "/$defs/n/type")
    }
}
