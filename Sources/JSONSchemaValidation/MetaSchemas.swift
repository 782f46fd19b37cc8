import JSONModel

/// The schemas of schemas, which a schema may refer to like any other document.
enum MetaSchemas {
    static let documents: [String: JSONValue] = {
        var documents = [
            "http://json-schema.org/draft-07/schema": draft7,
            "https://json-schema.org/draft/2020-12/schema": draft2020,
        ]
        for (name, text) in vocabularies2020 { documents["https://json-schema.org/draft/2020-12/meta/" + name] = text }
        return documents.compactMapValues { try? JSONValue(parsing: $0) }
    }()

    private static let draft2020 = #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/schema",
         "$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,
          "https://json-schema.org/draft/2020-12/vocab/applicator":true,
          "https://json-schema.org/draft/2020-12/vocab/unevaluated":true,
          "https://json-schema.org/draft/2020-12/vocab/validation":true,
          "https://json-schema.org/draft/2020-12/vocab/meta-data":true,
          "https://json-schema.org/draft/2020-12/vocab/format-annotation":true,
          "https://json-schema.org/draft/2020-12/vocab/content":true},
         "$dynamicAnchor":"meta","type":["object","boolean"],
         "allOf":[{"$ref":"meta/core"},{"$ref":"meta/applicator"},{"$ref":"meta/unevaluated"},
          {"$ref":"meta/validation"},{"$ref":"meta/meta-data"},{"$ref":"meta/format-annotation"},
          {"$ref":"meta/content"}],
         "properties":{"definitions":{"type":"object","additionalProperties":{"$dynamicRef":"#meta"}},
          "dependencies":{"type":"object","additionalProperties":{"anyOf":[{"$dynamicRef":"#meta"},
           {"$ref":"meta/validation#/$defs/stringArray"}]}},
          "$recursiveAnchor":{"$ref":"meta/core#/$defs/anchorString"},
          "$recursiveRef":{"$ref":"meta/core#/$defs/uriReferenceString"}}}
        """#

    private static let vocabularies2020 = [
        "core": vocabulary(
            "core",
            #"""
            "$id":{"$ref":"#/$defs/uriReferenceString","pattern":"^[^#]*#?$"},
            "$schema":{"$ref":"#/$defs/uriString"},"$ref":{"$ref":"#/$defs/uriReferenceString"},
            "$anchor":{"$ref":"#/$defs/anchorString"},"$dynamicRef":{"$ref":"#/$defs/uriReferenceString"},
            "$dynamicAnchor":{"$ref":"#/$defs/anchorString"},
            "$vocabulary":{"type":"object","propertyNames":{"$ref":"#/$defs/uriString"},
             "additionalProperties":{"type":"boolean"}},
            "$comment":{"type":"string"},
            "$defs":{"type":"object","additionalProperties":{"$dynamicRef":"#meta"}}
            """#,
            definitions: #"""
                "anchorString":{"type":"string","pattern":"^[A-Za-z_][-A-Za-z0-9._]*$"},
                "uriString":{"type":"string","format":"uri"},
                "uriReferenceString":{"type":"string","format":"uri-reference"}
                """#),
        "applicator": vocabulary(
            "applicator",
            #"""
            "prefixItems":{"$ref":"#/$defs/schemaArray"},"items":{"$dynamicRef":"#meta"},
            "contains":{"$dynamicRef":"#meta"},"additionalProperties":{"$dynamicRef":"#meta"},
            "properties":{"type":"object","additionalProperties":{"$dynamicRef":"#meta"}},
            "patternProperties":{"type":"object","additionalProperties":{"$dynamicRef":"#meta"},
             "propertyNames":{"format":"regex"}},
            "dependentSchemas":{"type":"object","additionalProperties":{"$dynamicRef":"#meta"}},
            "propertyNames":{"$dynamicRef":"#meta"},"if":{"$dynamicRef":"#meta"},"then":{"$dynamicRef":"#meta"},
            "else":{"$dynamicRef":"#meta"},"allOf":{"$ref":"#/$defs/schemaArray"},
            "anyOf":{"$ref":"#/$defs/schemaArray"},"oneOf":{"$ref":"#/$defs/schemaArray"},
            "not":{"$dynamicRef":"#meta"}
            """#,
            definitions: ##""schemaArray":{"type":"array","minItems":1,"items":{"$dynamicRef":"#meta"}}"##),
        "unevaluated": vocabulary(
            "unevaluated",
            ##""unevaluatedItems":{"$dynamicRef":"#meta"},"unevaluatedProperties":{"$dynamicRef":"#meta"}"##),
        "validation": vocabulary(
            "validation",
            #"""
            "type":{"anyOf":[{"$ref":"#/$defs/simpleTypes"},
             {"type":"array","items":{"$ref":"#/$defs/simpleTypes"},"minItems":1,"uniqueItems":true}]},
            "const":true,"enum":{"type":"array"},"multipleOf":{"type":"number","exclusiveMinimum":0},
            "maximum":{"type":"number"},"exclusiveMaximum":{"type":"number"},"minimum":{"type":"number"},
            "exclusiveMinimum":{"type":"number"},"maxLength":{"$ref":"#/$defs/nonNegativeInteger"},
            "minLength":{"$ref":"#/$defs/nonNegativeInteger"},"pattern":{"type":"string","format":"regex"},
            "maxItems":{"$ref":"#/$defs/nonNegativeInteger"},"minItems":{"$ref":"#/$defs/nonNegativeInteger"},
            "uniqueItems":{"type":"boolean"},"maxContains":{"$ref":"#/$defs/nonNegativeInteger"},
            "minContains":{"$ref":"#/$defs/nonNegativeInteger"},
            "maxProperties":{"$ref":"#/$defs/nonNegativeInteger"},
            "minProperties":{"$ref":"#/$defs/nonNegativeInteger"},"required":{"$ref":"#/$defs/stringArray"},
            "dependentRequired":{"type":"object","additionalProperties":{"$ref":"#/$defs/stringArray"}}
            """#,
            definitions: #"""
                "nonNegativeInteger":{"type":"integer","minimum":0},
                "simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},
                "stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true}
                """#),
        "meta-data": vocabulary(
            "meta-data",
            #"""
            "title":{"type":"string"},"description":{"type":"string"},"default":true,
            "deprecated":{"type":"boolean"},"readOnly":{"type":"boolean"},"writeOnly":{"type":"boolean"},
            "examples":{"type":"array"}
            """#),
        "format-annotation": vocabulary("format-annotation", #""format":{"type":"string"}"#),
        "format-assertion": vocabulary("format-assertion", #""format":{"type":"string"}"#),
        "content": vocabulary(
            "content",
            #"""
            "contentEncoding":{"type":"string"},"contentMediaType":{"type":"string"},
            "contentSchema":{"$dynamicRef":"#meta"}
            """#),
    ]

    private static func vocabulary(_ name: String, _ properties: String, definitions: String = "") -> String {
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema",
         "$id":"https://json-schema.org/draft/2020-12/meta/\#(name)","$dynamicAnchor":"meta",
         "type":["object","boolean"],"properties":{\#(properties)},"$defs":{\#(definitions)}}
        """#
    }

    private static let draft7 = #"""
        {"$schema":"http://json-schema.org/draft-07/schema#","$id":"http://json-schema.org/draft-07/schema#",
         "type":["object","boolean"],
         "definitions":{"schemaArray":{"type":"array","minItems":1,"items":{"$ref":"#"}},
          "nonNegativeInteger":{"type":"integer","minimum":0},
          "simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},
          "stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true}},
         "properties":{"$id":{"type":"string","format":"uri-reference"},"$schema":{"type":"string","format":"uri"},
          "$ref":{"type":"string","format":"uri-reference"},"$comment":{"type":"string"},"title":{"type":"string"},
          "description":{"type":"string"},"default":true,"readOnly":{"type":"boolean"},"writeOnly":{"type":"boolean"},
          "examples":{"type":"array","items":true},"multipleOf":{"type":"number","exclusiveMinimum":0},
          "maximum":{"type":"number"},"exclusiveMaximum":{"type":"number"},"minimum":{"type":"number"},
          "exclusiveMinimum":{"type":"number"},"maxLength":{"$ref":"#/definitions/nonNegativeInteger"},
          "minLength":{"$ref":"#/definitions/nonNegativeInteger"},"pattern":{"type":"string","format":"regex"},
          "additionalItems":{"$ref":"#"},"items":{"anyOf":[{"$ref":"#"},{"$ref":"#/definitions/schemaArray"}]},
          "maxItems":{"$ref":"#/definitions/nonNegativeInteger"},
          "minItems":{"$ref":"#/definitions/nonNegativeInteger"},"uniqueItems":{"type":"boolean"},
          "contains":{"$ref":"#"},"maxProperties":{"$ref":"#/definitions/nonNegativeInteger"},
          "minProperties":{"$ref":"#/definitions/nonNegativeInteger"},"required":{"$ref":"#/definitions/stringArray"},
          "additionalProperties":{"$ref":"#"},"definitions":{"type":"object","additionalProperties":{"$ref":"#"}},
          "properties":{"type":"object","additionalProperties":{"$ref":"#"}},
          "patternProperties":{"type":"object","additionalProperties":{"$ref":"#"},
           "propertyNames":{"format":"regex"}},
          "dependencies":{"type":"object","additionalProperties":{"anyOf":[{"$ref":"#"},
           {"$ref":"#/definitions/stringArray"}]}},
          "propertyNames":{"$ref":"#"},"const":true,"enum":{"type":"array","items":true},
          "type":{"anyOf":[{"$ref":"#/definitions/simpleTypes"},{"type":"array","minItems":1,"uniqueItems":true,
           "items":{"$ref":"#/definitions/simpleTypes"}}]},
          "format":{"type":"string"},"contentMediaType":{"type":"string"},"contentEncoding":{"type":"string"},
          "if":{"$ref":"#"},"then":{"$ref":"#"},"else":{"$ref":"#"},"allOf":{"$ref":"#/definitions/schemaArray"},
          "anyOf":{"$ref":"#/definitions/schemaArray"},"oneOf":{"$ref":"#/definitions/schemaArray"},
          "not":{"$ref":"#"}}}
        """#
}
