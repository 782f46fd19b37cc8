import Expressions
import JSONModel
import Testing

@Suite("A filter on attributes")
struct AttributeFilterTests {
    private func filter(
        _ when: String?, match: [String: JSONValue] = [:], _ domain: AttributeDomain = AttributeDomain()
    ) throws -> AttributeFilter {
        AttributeFilter(match: match, when: try when.map { try Expression(parsing: $0) }, domain: domain)
    }

    @Test(
        "can never match if its parts contradict each other",
        arguments: [
            #"message.a == "x" && message.a == "y""#, "message.n > 3 && message.n <= 3",
            "message.n > 5 && !(message.n > 4)",
            #"message.a.startsWith("re") && message.a.startsWith("ro")"#, #"message.a == "x" && !has(message.a)"#,
            #"message.a.startsWith("report") && !message.a.contains("po")"#, #"message.a == 1 && message.a == "1""#,
            #"message.a in ["x", "y"] && message.a in ["z"]"#, "message.flag && !message.flag", "false",
            #"message.a.endsWith("x") && message.a in ["a", "b"]"#, "message.n >= 1 && message.n < 1",
            #"message.a == "x" ? message.a == "y" : false"#, "message.n == 1 && message.n.startsWith('1')",
            #"message.a == "x" && message.a == "y" && size(message.tags) > 2"#,
            #"message.?a.orValue("x") == "y" && !has(message.a)"#, #"message.a != "x" && message.a == "x""#,
        ])
    func never(when: String) throws {
        #expect(try filter(when).satisfiability == .never)
    }

    @Test(
        "is shown with a message that matches",
        arguments: [
            ("message.n > 3 && message.n < 4", ["n": 3.5]), ("message.n >= 7", ["n": 7]), ("!has(message.a)", [:]),
            (#"message.a.startsWith("re") && message.a.endsWith("rt")"#, ["a": "rert"]),
            (#"message.a.startsWith("report") && message.a.endsWith("rt.x")"#, ["a": "report.x"]),
            (#"message.a.contains("mid") && message.a.startsWith("s")"#, ["a": "smid"]),
            (#"message.a != "other""#, ["a": "x"]), ("message.flag", ["flag": true]),
            ("!message.flag", ["flag": false]),
            ("message.a == null", ["a": .null]), (#"message["odd name"] == 2"#, ["odd name": 2]),
            (#"message.?a.orValue("x") == "x""#, [:]), ("true", [:]), (#"'a' in message"#, ["a": "other"]),
            (#"!has(message.size) || message.size != "huge""#, [:]), ("3 < message.n", ["n": 4]),
            (#"message.a == "x" ? message.b == 1 : message.b == 2"#, ["a": "x", "b": 1]),
        ] as [(String, [String: JSONValue])])
    func example(when: String, attributes: [String: JSONValue]) throws {
        #expect(try filter(when).satisfiability == .example(attributes))
    }

    @Test(
        "of which too little is understood is left alone",
        arguments: [
            "size(message.tags) > 2", "message.a == message.b", #"message.a.matches("^x")"#, "message.a.b == 1",
            "[1, 2].exists(x, x == message.a)", "message.n + 1 == 2", "message.n == 9007199254740993",
        ])
    func unknown(when: String) throws {
        let filter = try filter(when)
        #expect(filter.satisfiability == .unknown && filter.conflict == [] && filter.implies(filter) == nil)
    }

    @Test("with more than 256 alternatives is left alone")
    func tooMany() throws {
        let pairs = (0..<9).map { "(message.a\($0) == 1 || message.b\($0) == 1)" }.joined(separator: " && ")
        #expect(try filter(pairs).satisfiability == .unknown)
        #expect(try filter((0..<300).map { "message.a == \($0)" }.joined(separator: " || ")).satisfiability == .unknown)
    }

    @Test("names the parts that contradict each other")
    func conflict() throws {
        let when = #"message.b == 1 && message.a == "x" && (message.c || message.b > 0) && message.a == "y""#
        let ranges = try filter(when).conflict.map { clause -> String in
            guard case .when(let range) = clause else { return "match" }
            return String(decoding: Array(when.utf8)[range], as: UTF8.self)
        }
        #expect(ranges == [#"message.a == "x""#, #"message.a == "y""#])
        let other = try filter(#"message.n == 1 && message.jobType != "report""#, match: ["jobType": "report", "z": 1])
        #expect(other.conflict.first == .match("jobType") && other.conflict.count == 2)
        #expect(try filter("message.n > 1 && (message.n < 0 && message.a)").conflict.count == 2)
    }

    @Test("knows what values attributes have")
    func domain() throws {
        let domain = AttributeDomain(
            ["status": .text(among: ["completed", "failed"]), "creator": .textOrNull], isOpen: false,
            examples: ["creator": .null])
        #expect(try filter(#"message.status == "complete""#, domain).satisfiability == .never)
        #expect(try filter("message.other == 1", domain).satisfiability == .never)
        #expect(try filter(nil, domain).satisfiability == .example(["status": "failed", "creator": .null]))
        #expect(
            try filter(#"message.status != "failed""#, domain).satisfiability
                == .example(["status": "completed", "creator": .null]))
        #expect(try filter("message.creator == 3", domain).conflict.count == 1)
        #expect(try filter(nil, match: ["status": "done"], domain).conflict == [.match("status")])
    }

    @Test("overlaps another one with a message that both match")
    func overlap() throws {
        let fast = try filter("message.priority > 5", match: ["jobType": "report"])
        let bulk = try filter("message.priority <= 7")
        #expect(fast.overlap(with: bulk) == .example(["jobType": "report", "priority": 6]))
        #expect(try fast.overlap(with: filter("message.priority < 5")) == .never)
        #expect(try fast.overlap(with: filter(nil, match: ["jobType": "other"])) == .never)
        #expect(try fast.overlap(with: filter("size(message.tags) > 2")) == .unknown)
    }

    @Test("is not taken in by numbers and texts that `match` and expressions compare otherwise")
    func equality() throws {
        #expect(try filter("message.n == 2", match: ["n": 2.0]).satisfiability == .example(["n": 2.0]))
        #expect(
            try filter(nil, match: ["n": 2]).overlap(with: filter(nil, match: ["n": 2.0])) == .unknown)
        let accents = try filter("message.a == 'e\u{301}'", match: ["a": "\u{E9}"])
        #expect(accents.satisfiability == .example(["a": "e\u{301}"]))
        #expect(try filter("message.a != 'e\u{301}' && message.a == '\u{E9}'").satisfiability != .never)
    }

    @Test("implies what is wider")
    func implies() throws {
        let narrow = try filter(#"message.n > 5 && message.a.startsWith("report.")"#)
        #expect(try narrow.implies(filter("message.n > 4")) == true)
        #expect(try narrow.implies(filter(#"message.a.startsWith("re") || message.b"#)) == true)
        #expect(try narrow.implies(filter("has(message.a)")) == true)
        #expect(try narrow.implies(filter("message.n > 6")) == false)
        #expect(try narrow.implies(filter(nil, match: ["c": 1])) == false)
    }

    @Test("lists the values it can match, if they can be counted")
    func values() throws {
        let domain = AttributeDomain(["t": .text])
        #expect(try filter(#"message.t in ["a", "b"]"#, domain).values(of: "t") == ["a", "b"])
        #expect(try filter(nil, match: ["t": "a"], domain).values(of: "t") == ["a"])
        #expect(try filter("message.n == 1", domain).values(of: "t") == nil)
        #expect(
            try filter("!has(message.n) || message.n in [1, true, null]").values(of: "n") == [nil, 1.0, true, .null])
    }
}
