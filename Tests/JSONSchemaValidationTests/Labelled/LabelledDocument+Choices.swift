extension LabelledDocument {
    /// `anyOf` and `oneOf`: which form was meant?
    static let choices = [
        #"""
        {"oneOf":[{"type":"object","properties":{"kind":{"const":"circle"},"radius":{"type":"number","minimum":0}},
        "required":["kind","radius"],"additionalProperties":false},{"type":"object","properties":{"kind":{"const":"square"},
        "side":{"type":"number"}},"required":["kind","side"],"additionalProperties":false},{"type":"object",
        "properties":{"kind":{"const":"path"},"points":{"type":"array","items":{"type":"array","minItems":2}},
        "closed":{"type":"boolean"}},"required":["kind","points"],"additionalProperties":false}]}
        ---
        /radius type {"kind":"circle","radius":"big"}
        /radius minimum {"kind":"circle","radius":-1}
        . required {"kind":"circle"}
        . required {"kind":"square"}
        /radius additionalProperties {"kind":"square","radius":1,"side":2}
        /kind const|enum {"kind":"circl","radius":1}
        /kind const|enum {"kind":"triangle","side":2}
        . required {"radius":1}
        . required {}
        . type 5
        . type null
        /points/0 minItems {"kind":"path","points":[[1]]}
        /points/0 type {"kind":"path","points":["1,2"]}
        /closed type {"kind":"path","points":[],"closed":"yes"}
        /close additionalProperties {"kind":"path","points":[],"close":true}
        /side additionalProperties {"kind":"circle","radius":1,"side":1}
        /kind const|enum|type {"kind":7,"radius":1}
        """#,
        #"""
        {"type":"array","items":{"oneOf":[{"$ref":"#/$defs/run"},{"$ref":"#/$defs/uses"},{"$ref":"#/$defs/group"}]},
        "$defs":{"run":{"type":"object","required":["run"],"additionalProperties":false,"properties":{"run":{"type":"string"},
        "shell":{"enum":["bash","sh"]},"name":{"type":"string"}}},"uses":{"type":"object","required":["uses"],
        "additionalProperties":false,"properties":{"uses":{"type":"string","pattern":"^[a-z.]+$"},"with":{"type":"object"},
        "name":{"type":"string"}}},"group":{"type":"object","required":["parallel"],"additionalProperties":false,
        "properties":{"parallel":{"$ref":"#"},"name":{"type":"string"}}}}}
        ---
        /0/run type [{"run":5}]
        /0/shell enum [{"run":"ls","shell":"zsh"}]
        /0/uses pattern [{"uses":"HTTP download"}]
        /0/with type [{"uses":"http.download","with":["url"]}]
        /0/name type [{"run":"ls","name":5}]
        /0/nmae additionalProperties [{"run":"ls","nmae":"list"}]
        /1/parallel type [{"run":"ls"},{"parallel":{"run":"ls"}}]
        /0/parallel/0/run type [{"parallel":[{"run":null}]}]
        /0/parallel/1/shell enum [{"parallel":[{"run":"ls"},{"run":"ls","shell":"fish"}]}]
        /0 type ["ls"]
        /0 oneOf|required [{"name":"nothing"}]
        /0 oneOf [{"run":"ls","uses":"a.b"}]
        . type {"run":"ls"}
        """#,
        #"""
        {"type":"object","properties":{"every":{"anyOf":[{"type":"string","pattern":"^[0-9]+[smhd]$"},
        {"type":"integer","minimum":1}]},"to":{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"},
        "minItems":1}]},"level":{"anyOf":[{"const":"low"},{"const":"high"}]},"limit":{"anyOf":[{"type":"null"},
        {"type":"integer","maximum":100}]},"color":{"oneOf":[{"enum":["red","green","blue"]},
        {"type":"string","pattern":"^#[0-9a-f]{6}$"}]},"body":{"anyOf":[{"required":["text"]},{"required":["html"]}],
        "properties":{"text":{"type":"string"},"html":{"type":"string"}}}}}
        ---
        /every pattern {"every":"5 minutes"}
        /every minimum {"every":0}
        /every type {"every":true}
        /every type {"every":1.5}
        /to/0 type {"to":[1]}
        /to/1 type {"to":["a",null]}
        /to minItems {"to":[]}
        /to type {"to":5}
        /to type {"to":{"name":"a"}}
        /level const|enum|anyOf {"level":"hgih"}
        /level const|enum|anyOf {"level":"medium"}
        /limit maximum {"limit":101}
        /limit type {"limit":"none"}
        /color pattern|oneOf|enum {"color":"#ff000"}
        /color oneOf|enum {"color":"gren"}
        /color type|oneOf|enum {"color":7}
        /body anyOf|required {"body":{}}
        /body/text type {"body":{"text":1}}
        """#,
        #"""
        {"type":"object","required":["provider"],"properties":{"provider":{"oneOf":[{"$ref":"#/$defs/openai"},
        {"$ref":"#/$defs/local"}]}},"$defs":{"base":{"type":"object","properties":{"name":{"type":"string"},
        "prices":{"type":"object","properties":{"in":{"type":"number"},"out":{"type":"number"}},"required":["in","out"]}}},
        "openai":{"allOf":[{"$ref":"#/$defs/base"}],"properties":{"type":{"enum":["openai","azure"]},"key":{"type":"string"},
        "models":{"type":"array","items":{"type":"string"}}},"required":["type","key"],"unevaluatedProperties":false},
        "local":{"allOf":[{"$ref":"#/$defs/base"}],"properties":{"type":{"const":"local"},"path":{"type":"string"}},
        "required":["type","path"],"unevaluatedProperties":false}}}
        ---
        /provider required {"provider":{"type":"openai"}}
        /provider required {"provider":{"type":"local"}}
        /provider/key type {"provider":{"type":"azure","key":1}}
        /provider/kye unevaluatedProperties {"provider":{"type":"azure","kye":"k"}}
        /provider/type enum|const {"provider":{"type":"opnai","key":"k"}}
        /provider/type enum|const {"provider":{"type":"mistral","key":"k"}}
        /provider/prices required {"provider":{"type":"local","path":"p","prices":{"in":1}}}
        /provider/prices/in type {"provider":{"type":"openai","key":"k","prices":{"in":"1","out":2}}}
        /provider/models/0 type {"provider":{"type":"openai","key":"k","models":[{}]}}
        /provider/models unevaluatedProperties {"provider":{"type":"local","path":"p","models":["a"]}}
        /provider/name type {"provider":{"type":"local","path":"p","name":[]}}
        /provider type {"provider":"openai"}
        /provider required {"provider":{"key":"k"}}
        . required {}
        """#,
    ]
}
