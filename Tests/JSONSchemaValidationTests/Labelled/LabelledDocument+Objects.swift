extension LabelledDocument {
    /// Plain objects and lists: the mistake is at one place.
    static let objects = [
        #"""
        {"type":"object","required":["id","uses"],"additionalProperties":false,
        "properties":{"id":{"type":"string","pattern":"^[a-z_]+$"},"uses":{"type":"string","minLength":1},
        "timeout":{"type":"string","pattern":"^[0-9]+(ms|s|m|h|d)$"},"progress":{"type":"integer","minimum":0,"maximum":100},
        "retry":{"type":"object","additionalProperties":false,"required":["delays"],
        "properties":{"delays":{"type":"array","items":{"type":"string"},"minItems":1},"on":{"type":"array",
        "items":{"enum":["rate_limit","timeout","network_error"]}}}}}}
        ---
        . required {"id":"a"}
        . required {"uses":"x"}
        . required {}
        . type []
        . type "video"
        /id type {"id":5,"uses":"x"}
        /id pattern {"id":"My Step","uses":"x"}
        /uses minLength {"id":"a","uses":""}
        /use additionalProperties {"id":"a","use":"x"}
        /Uses additionalProperties {"id":"a","Uses":"x"}
        /colour additionalProperties {"id":"a","uses":"x","colour":"red"}
        /retires additionalProperties {"id":"a","uses":"x","retires":{"delays":["1s"]}}
        /timeout pattern {"id":"a","uses":"x","timeout":"5 minutes"}
        /timeout type {"id":"a","uses":"x","timeout":5}
        /progress maximum {"id":"a","uses":"x","progress":140}
        /progress minimum {"id":"a","uses":"x","progress":-1}
        /progress type {"id":"a","uses":"x","progress":"10%"}
        /progress type {"id":"a","uses":"x","progress":1.5}
        /retry type {"id":"a","uses":"x","retry":3}
        /retry required {"id":"a","uses":"x","retry":{}}
        /retry/delay additionalProperties {"id":"a","uses":"x","retry":{"delay":["1s"]}}
        /retry/delays type {"id":"a","uses":"x","retry":{"delays":"1s"}}
        /retry/delays minItems {"id":"a","uses":"x","retry":{"delays":[]}}
        /retry/delays/1 type {"id":"a","uses":"x","retry":{"delays":["1s",2]}}
        /retry/on/0 enum {"id":"a","uses":"x","retry":{"delays":["1s"],"on":["ratelimit"]}}
        /retry/on type {"id":"a","uses":"x","retry":{"delays":["1s"],"on":"timeout"}}
        . required {"id":"a","retry":{"delays":[5]}}
        /tiemout additionalProperties {"id":"a","uses":"x","tiemout":"5s","retry":{"delays":[5]}}
        """#,
        #"""
        {"type":"object","required":["type","coordinates"],"properties":{"type":{"const":"Point"},
        "coordinates":{"type":"array","prefixItems":[{"type":"number","minimum":-180,"maximum":180},
        {"type":"number","minimum":-90,"maximum":90}],"minItems":2,"items":false}}}
        ---
        /type const {"type":"point","coordinates":[1,2]}
        . required {"type":"Point"}
        /coordinates minItems {"type":"Point","coordinates":[1]}
        /coordinates/0 maximum {"type":"Point","coordinates":[200,2]}
        /coordinates/1 minimum {"type":"Point","coordinates":[1,-91]}
        /coordinates/2 false {"type":"Point","coordinates":[1,2,3]}
        /coordinates/1 type {"type":"Point","coordinates":[1,"2"]}
        /coordinates type {"type":"Point","coordinates":"1,2"}
        """#,
        #"""
        {"type":"object","properties":{"headers":{"type":"object","propertyNames":{"pattern":"^[A-Za-z-]+$"},
        "additionalProperties":{"type":"string"}},"tags":{"type":"array","uniqueItems":true,"maxItems":3,
        "items":{"type":"string","maxLength":8}},"size":{"type":"integer","multipleOf":16},
        "ratio":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1},"labels":{"type":"object","minProperties":1,
        "maxProperties":2},"mode":{"enum":["fast","slow",null]},"since":{"not":{"const":""}}}}
        ---
        /headers/X_Y propertyNames {"headers":{"X_Y":"1"}}
        /headers/Accept type {"headers":{"Accept":1}}
        /headers type {"headers":["Accept"]}
        /tags/2 uniqueItems {"tags":["a","b","a"]}
        /tags maxItems {"tags":["a","b","c","d"]}
        /tags/0 maxLength {"tags":["much-too-long"]}
        /tags/1 type {"tags":["a",null]}
        /size multipleOf {"size":100}
        /ratio exclusiveMinimum {"ratio":0}
        /ratio exclusiveMaximum {"ratio":1}
        /labels minProperties {"labels":{}}
        /labels maxProperties {"labels":{"a":1,"b":2,"c":3}}
        /mode enum {"mode":"fsat"}
        /mode enum {"mode":false}
        /since not {"since":""}
        """#,
        #"""
        {"$ref":"#/$defs/node","$defs":{"node":{"type":"object","required":["name"],"unevaluatedProperties":false,
        "properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}}}}}
        ---
        /children/0 required {"name":"a","children":[{}]}
        /children/0/children/0/name type {"name":"a","children":[{"name":"b","children":[{"name":3}]}]}
        /children/1 type {"name":"a","children":[{"name":"b"},"c"]}
        /children/0/nmae unevaluatedProperties {"name":"a","children":[{"nmae":"b"}]}
        /childs unevaluatedProperties {"name":"a","childs":[]}
        /children type {"name":"a","children":{"name":"b"}}
        """#,
        #"""
        {"type":"object","required":["server"],"properties":{"server":{"type":"object","required":["host","port"],
        "properties":{"host":{"type":"string"},"port":{"type":"integer","minimum":1,"maximum":65535},
        "tls":{"type":"object","required":["cert","key"],"properties":{"cert":{"type":"string"},"key":{"type":"string"}},
        "additionalProperties":false}}},"log":{"type":"object","properties":{"level":{"enum":["debug","info","warn","error"]},
        "file":{"type":["string","null"]}},"additionalProperties":false}},"patternProperties":{"^x-":{}},
        "additionalProperties":false}
        ---
        . required {}
        /server required {"server":{"host":"a"}}
        /server/port maximum {"server":{"host":"a","port":70000}}
        /server/port type {"server":{"host":"a","port":"80"}}
        /server/tls required {"server":{"host":"a","port":80,"tls":{"cert":"c"}}}
        /server/tls/keyy additionalProperties {"server":{"host":"a","port":80,"tls":{"cert":"c","keyy":"k"}}}
        /log/level enum {"server":{"host":"a","port":80},"log":{"level":"warning"}}
        /log/file type {"server":{"host":"a","port":80},"log":{"file":7}}
        /log/levle additionalProperties {"server":{"host":"a","port":80},"log":{"levle":"info"}}
        /logs additionalProperties {"server":{"host":"a","port":80},"logs":{"level":"info"}}
        /srever additionalProperties {"srever":{"host":"a","port":80}}
        /y-extra additionalProperties {"server":{"host":"a","port":80},"y-extra":1}
        /server type {"server":"localhost:80"}
        /server required {"server":{"port":0}}
        """#,
    ]
}
