/// Good inputs, from which bad ones are made.
enum FuzzSeeds {
    static let files = [
        "pipelines/report.yaml": """
        kind: pipeline
        name: report
        description: Fetches pages and counts them.
        input:
          type: object
          required: [urls, limit]
          properties:
            urls: { type: array, items: { type: string, format: uri }, maxItems: 20 }
            limit: { type: integer, minimum: 1, default: 10 }
          additionalProperties: false
        deadline: 2m
        steps:
          - id: pages
            uses: fuzz.fetch
            with: { url: "${{ input.urls[0] }}", count: 2, every: 1s, tags: ["a", "${{ string(size(input.urls)) }}"] }
            timeout: 20s
            retry: { delays: [1s, 4s], on: [rate_limit, timeout] }
            progress: 50
          - id: more
            when: steps.pages.output.size > 0 && input.limit < 100
            uses: fuzz.fetch
            with:
              url: >-
                https://example.org/${{ job.id }}
                ?n=${{ input.limit * 2 }}
              tags: &words [x, y]
          - id: last
            uses: fuzz.fetch
            with: { url: "${{ steps.more.?output.?file.orValue('none') }}", tags: *words }
        output: "${{ {'file': steps.pages.output.file, 'now': job.now} }}"
        """,
        "pipelines/routing.yaml": """
        kind: routing
        topics:
          jobs:
            subscriptions:
              report: { match: { jobType: report.make }, pipeline: report, concurrency: 2, lock: 2m, ttl: 30m,
                        deliveries: 3, backoff: [15s, 45s], timeout: 10m }
              late:
                when: message.jobType == "report.late" && message.priority > 3
                pipeline: report
          events:
            subscriptions: {}
        """,
        "pipelines/schedules.yaml": """
        kind: schedules
        schedules:
          nightly: { cron: "0 3 * * 1-5", time_zone: Europe/Berlin, job: report.make, payload: { urls: [], limit: 1 } }
          often: { cron: "*/15 * * * *", job: report.make, payload: { urls: ["https://example.org"], limit: 2 } }
        """,
    ]

    static let expressions = [
        "1 + 2 * 3 - -4 / 5 % 6", "input.n > 2 ? 'a' : \"b\"", "size(input.list) == 4 && !(n in [1, 2, 3])",
        "input.list.filter(x, type(x) == int).map(x, x * 2).exists(x, x > 1)", "input.?map.?a.orValue({'b': 1})",
        "timestamp('2026-11-21T09:30:00Z') + duration('1h30m') > timestamp(0)", "b'\\xff\\x00' + bytes('é')",
        "'%s has %d'.format(['a', 3])", "s.matches('^[a-z]+$') || s.startsWith('a')", "9223372036854775807 + 1",
        "[1, 2, 3][n]", "{'a': 1, 'b': {'c': [true, null]}}.b.c[0]", "int('12') + uint(3u) + double('1e3')",
        "cel.bind(x, s + s, x + x)", "r'\\d+' + '''multi\nline''' + \"\\u00e9\\U0001F600\"",
        "input.text.upperAscii().split('')",
        "math.greatest(1, 2.5, 3u)", "[[1, 2], [3]].all(a, a.all(b, b > 0))", "has(input.map.a.b) && input.map.a.b",
        "base64.encode(b'abc')", "duration('1s').getSeconds() - 1", "string(1.5) + string(true) + string(n)",
        "[1, 2].map(i, [3, 4].map(j, i * j))", "s.replace('a', 'bb').substring(1, 2).charAt(0)", "x.y.z",
        "-(-9223372036854775808)",
    ]

    static let patterns = [
        "^a+b*$\naaaab", "([a-z]+)@([a-z.]+)\\.org\nme@example.org", "(a|b|ab)*c\nabababab",
        "\\p{Lu}\\w+\\s\\d{2,4}\nÄpfel 2026",
        "(?<y>[0-9]{4})-\\k<y>\n2026-2026", "[^\\]\\s]+(?=x)(?!y)\n  abcx", "\\u00e9|\\x41|\\cA|[\\b]\né",
        "(x+x+)+y\nxxxxxxxxxxxx",
        ".*.*.*=.*\nxxxxxxxxxxxxxxxxxxxx",
    ]

    static let schemas = [
        ##"""
        {"schema":{"type":"object","required":["id"],"properties":{"id":{"type":"string","pattern":"^[a-z]+$"},
        "n":{"type":"integer","minimum":1,"maximum":1e3,"multipleOf":0.5},"tags":{"type":"array","uniqueItems":true,
        "items":{"enum":["a","b",1,null,{"x":[1.0]}]}}},"additionalProperties":false},
        "instance":{"id":"abc","n":7,"tags":["a",1]}}
        """##,
        ##"""
        {"schema":{"$id":"https://e.org/tree","$dynamicAnchor":"node","$ref":"#/$defs/base","unevaluatedProperties":false,
        "$defs":{"base":{"properties":{"v":true,"kids":{"items":{"$dynamicRef":"#node"}}}},"x":{"$anchor":"x"}}},
        "instance":{"v":1,"kids":[{"v":2,"kids":[]},{"w":3}]}}
        """##,
        ##"""
        {"schema":{"oneOf":[{"properties":{"kind":{"const":"a"}},"required":["kind","x"]},{"properties":{"kind":{"const":"b"}},
        "required":["kind","y"]}],"if":{"required":["x"]},"then":{"dependentRequired":{"x":["z"]}},"else":{"not":{"maxProperties":0}},
        "propertyNames":{"maxLength":8},"patternProperties":{"^z":{"type":["integer","null"]}}},"instance":{"kind":"b","z":1}}
        """##,
        ##"""
        {"schema":{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"$ref":"#/definitions/a"}],"additionalItems":
        {"$ref":"other.json#a"},"definitions":{"a":{"$id":"#b","minLength":2},"c":{"dependencies":{"a":["b"],"c":{}}}}},
        "remotes":{"other.json":{"$defs":{"q":{"$anchor":"a","contains":{"const":1},"maxContains":2}}}},"instance":["ab",[1]]}
        """##,
        ##"""
        {"schema":{"properties":{"a":{"format":"date-time"},"b":{"format":"ipv6"},"c":{"format":"uri"},"d":{"format":"regex"},
        "e":{"format":"hostname"},"f":{"format":"uri-template"},"g":{"format":"duration"},"h":{"format":"email"},
        "i":{"format":"relative-json-pointer"}}},"instance":{"a":"2026-11-21T09:30:00Z","b":"::ffff:1.2.3.4",
        "c":"http://u@[::1]:80/p?q#f","d":"^(a|b)+$","e":"xn--zca29lwxobi7a.org","f":"{+a,b:3}","g":"P1DT2H","h":"\"a\"@b.c","i":"1/a"}}
        """##,
        #"[1,-0,1.5e-3,"\ud83d\ude00\u00e9\n",true,null,{"a":{"b":[[],{}]}},123456789012345678901234567890]"#,
    ]
}
