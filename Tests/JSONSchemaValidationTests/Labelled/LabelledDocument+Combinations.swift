extension LabelledDocument {
    /// Conditions, dependencies, several mistakes at once.
    static let combinations = [
        #"""
        {"type":"object","required":["method"],"properties":{"method":{"enum":["card","invoice","transfer"]},
        "amount":{"type":"number","exclusiveMinimum":0},"number":{"type":"string"},"email":{"type":"string"},
        "iban":{"type":"string","minLength":15}},"allOf":[{"if":{"properties":{"method":{"const":"card"}},"required":["method"]},
        "then":{"required":["number"],"properties":{"number":{"pattern":"^[0-9]{12,19}$"}}}},
        {"if":{"properties":{"method":{"const":"invoice"}},"required":["method"]},"then":{"required":["email"]},
        "else":{"not":{"required":["email"]}}},{"if":{"properties":{"method":{"const":"transfer"}},"required":["method"]},
        "then":{"required":["iban"]}}],"dependentRequired":{"amount":["method"]}}
        ---
        . required {"method":"card"}
        . required {"method":"invoice"}
        . required {"method":"transfer"}
        /number pattern {"method":"card","number":"12"}
        /number type {"method":"card","number":4111111111111111}
        /method enum {"method":"crad","number":"411111111111"}
        /method enum {"method":"cash"}
        /method type|enum {"method":1}
        /iban minLength {"method":"transfer","iban":"DE1"}
        . not {"method":"card","number":"411111111111","email":"a@b.c"}
        /amount exclusiveMinimum {"method":"invoice","email":"a@b.c","amount":0}
        . required {"amount":1}
        """#,
        #"""
        {"type":"object","properties":{"cert":{"type":"string"},"key":{"type":"string"},"port":{"type":"integer"},
        "proxy":{"type":"string"}},"dependentRequired":{"cert":["key"]},"dependentSchemas":{"proxy":{"properties":{
        "port":{"minimum":1024}},"required":["port"]}},"unevaluatedProperties":false}
        ---
        . dependentRequired {"cert":"c"}
        . required {"proxy":"p"}
        /port minimum {"proxy":"p","port":80}
        /port type {"port":"80"}
        /prot unevaluatedProperties {"prot":80}
        /kye unevaluatedProperties {"cert":"c","kye":"k"}
        """#,
        #"""
        {"type":"array","contains":{"type":"object","required":["main"],"properties":{"main":{"const":true}}},"maxContains":1,
        "items":{"type":"object","required":["path"],"properties":{"path":{"type":"string"},"main":{"type":"boolean"}}}}
        ---
        . contains [{"path":"a"}]
        . maxContains [{"path":"a","main":true},{"path":"b","main":true}]
        /0 required [{"main":true}]
        /1/path type [{"path":"a","main":true},{"path":5}]
        . contains []
        . contains [{"path":"a","main":false}]
        """#,
        #"""
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","definitions":{"port":{"type":"integer",
        "minimum":1,"maximum":65535}},"properties":{"ports":{"type":"array","items":[{"$ref":"#/definitions/port"},
        {"$ref":"#/definitions/port"}],"additionalItems":false},"user":{"type":"string"},"password":{"type":"string"}},
        "dependencies":{"user":["password"],"password":{"required":["user"]}},"additionalProperties":false}
        ---
        /ports/0 minimum {"ports":[0,1]}
        /ports/1 type {"ports":[1,"2"]}
        /ports/2 false|additionalItems {"ports":[1,2,3]}
        . dependencies {"user":"a"}
        . required {"password":"a"}
        /passwrod additionalProperties {"user":"a","passwrod":"b"}
        /port additionalProperties {"port":[1,2]}
        """#,
        #"""
        {"type":"object","required":["name","version"],"properties":{"name":{"type":"string","pattern":"^[a-z-]+$"},
        "version":{"type":"string","pattern":"^[0-9]+[.][0-9]+[.][0-9]+$"},"private":{"type":"boolean"},
        "scripts":{"type":"object","additionalProperties":{"type":"string"}},"dependencies":{"$ref":"#/$defs/deps"},
        "author":{"anyOf":[{"type":"string"},{"type":"object","required":["name"],"properties":{"name":{"type":"string"},
        "url":{"type":"string"}},"additionalProperties":false}]},"files":{"type":"array","items":{"type":"string"}},
        "bin":{"oneOf":[{"type":"string"},{"type":"object","additionalProperties":{"type":"string"}}]}},
        "$defs":{"deps":{"type":"object","additionalProperties":{"anyOf":[{"type":"string","minLength":1},
        {"type":"object","required":["git"],"properties":{"git":{"type":"string"},"tag":{"type":"string"}},
        "additionalProperties":false}]}}}}
        ---
        /version pattern {"name":"a","version":"1.0"}
        /version type {"name":"a","version":1}
        /name pattern {"name":"My App","version":"1.0.0"}
        /private type {"name":"a","version":"1.0.0","private":"true"}
        /scripts/test type {"name":"a","version":"1.0.0","scripts":{"test":["make"]}}
        /dependencies/x minLength {"name":"a","version":"1.0.0","dependencies":{"x":""}}
        /dependencies/x type {"name":"a","version":"1.0.0","dependencies":{"x":1}}
        /dependencies/x required {"name":"a","version":"1.0.0","dependencies":{"x":{"tag":"v1"}}}
        /dependencies/x/gti additionalProperties {"name":"a","version":"1.0.0","dependencies":{"x":{"gti":"u"}}}
        /dependencies/x/git type {"name":"a","version":"1.0.0","dependencies":{"x":{"git":5}}}
        /author/name type {"name":"a","version":"1.0.0","author":{"name":5}}
        /author/mail additionalProperties {"name":"a","version":"1.0.0","author":{"name":"b","mail":"c"}}
        /author type {"name":"a","version":"1.0.0","author":["b"]}
        /author required {"name":"a","version":"1.0.0","author":{}}
        /bin/run type {"name":"a","version":"1.0.0","bin":{"run":1}}
        /bin type {"name":"a","version":"1.0.0","bin":false}
        /files/0 type {"name":"a","version":"1.0.0","files":[1,2,3]}
        . required {"name":"a","bin":{"run":1},"author":5}
        """#,
        #"""
        {"type":"object","properties":{"a":{"type":"string"},"rules":{"type":"array","items":{"type":"object",
        "required":["when","do"],"properties":{"when":{"anyOf":[{"type":"object","required":["equals"],"properties":{
        "equals":{"type":"object","minProperties":1}},"additionalProperties":false},{"type":"object","required":["any"],
        "properties":{"any":{"type":"array","items":{"type":"string"}}},"additionalProperties":false}]},
        "do":{"enum":["allow","deny"]}}}},"old":false,"n":{"type":"integer","not":{"multipleOf":10}}},"maxProperties":3}
        ---
        /rules/0/when/equals type {"rules":[{"when":{"equals":"x"},"do":"allow"}]}
        /rules/0/when/equals minProperties {"rules":[{"when":{"equals":{}},"do":"allow"}]}
        /rules/0/when/any/0 type {"rules":[{"when":{"any":[1]},"do":"allow"}]}
        /rules/0/do enum {"rules":[{"when":{"any":[]},"do":"alow"}]}
        /rules/0 required {"rules":[{"when":{"any":[]}}]}
        /rules/1/when type {"rules":[{"when":{"any":[]},"do":"deny"},{"when":"always","do":"deny"}]}
        /rules/0/when anyOf|required {"rules":[{"when":{},"do":"allow"}]}
        /old false {"old":1}
        /n not {"n":20}
        /n type {"n":"20"}
        . maxProperties {"a":"1","b":2,"c":3,"d":4}
        /rules type {"rules":{"when":{}}}
        """#,
    ]
}
