import Expressions
import JSONModel
import Testing

@Suite("Macros, fields and names")
struct MacroTests {
    @Test(
        "macros fold lists and the keys of maps",
        arguments: [
            ("[1, 2, 3].all(x, x > 0)", "true"), ("[].all(x, false)", "true"), ("[].exists(x, true)", "false"),
            ("[1, 2].exists(x, x == 2)", "true"), ("[1, 2, 2].exists_one(x, x == 1)", "true"),
            ("[1, 2, 2].exists_one(x, x == 2)", "false"), ("[1, 2, 3].map(x, x * x)", "[1, 4, 9]"),
            ("[1, 2, 3].map(x, x > 1, x * 10)", "[20, 30]"), ("[1, 2, 3].filter(x, x % 2 == 1)", "[1, 3]"),
            ("{'b': 1, 'a': 2}.map(k, k)", #"["a", "b"]"#), ("{'a': 1}.exists(k, k == 'a')", "true"),
            ("[[1, 2], [3]].map(l, l.map(x, x + size(l)))", "[[3, 4], [4]]"),
            ("[1, 2].map(x, [x].map(x, x + 10)[0] + x)", "[12, 14]"), ("[1].map(input, input)", "[1]"),
            ("[1].map(input, .input.n)", "[5]"), ("input.list.filter(x, x.on).map(x, x.id)", #"["b"]"#),
            ("has(input.n) && !has(input.m)", "true"), ("has({'a': null}.a)", "true"), ("[7, 8][1u]", "8"),
            ("[7, 8][1.0]", "8"),
        ])
    func macros(source: String, expected: String) throws {
        let input: JSONValue = ["n": 5, "list": [["id": "a", "on": false], ["id": "b", "on": true]]]
        #expect(try evaluate(source, input) == expected)
    }

    @Test("a list gathered by a macro grows in place: 50,000 items are soon there")
    func growth() throws {
        let input = JSONValue.array((0..<50_000).map { .int($0) })
        #expect(try evaluate("input.map(x, x).filter(x, x >= 49999)", input) == "[49999]")
    }

    @Test(
        "what is missing is named, with the nearest known name",
        arguments: [
            ("inptu.a", ExpressionError.Code.unknownName, "inptu", "did you mean `input`?"),
            ("input.vidoeUrl", .noSuchField, "vidoeUrl", "no `vidoeUrl` in `input`; did you mean `videoUrl`?"),
            ("input['vidoeUrl']", .noSuchField, "'vidoeUrl'", "did you mean `videoUrl`?"),
            ("input.tags[18446744073709551615u]", .indexOutOfRange, "18446744073709551615u", "2 items"),
            ("input.tags[2]", .indexOutOfRange, "2", "2 items"),
            ("input.tags[-1]", .indexOutOfRange, "-1", "there is no [-1]"),
            ("input.videoUrl.host", .typeMismatch, "host", "is a string"),
            ("input.none.x", .typeMismatch, "x", "is null"),
            ("{'a': 1, 'a': 2}", .duplicateKey, "'a'", "twice"), ("{1: 1, 1u: 2}", .duplicateKey, "1u", "twice"),
            ("[1].map(x, x)[0] + x", .unknownName, "x", "nothing called `x`"),
        ] as [(String, ExpressionError.Code, String, String)])
    func missing(source: String, code: ExpressionError.Code, place: String, message: String) throws {
        let input: JSONValue = ["videoUrl": "http://x", "tags": ["a", "b"], "none": nil]
        let error = try #require(failure(source, input))
        #expect(error.code == code)
        #expect(pointed(error, in: source) == place)
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test("a message never shows a value, since it may be a secret")
    func secrecy() throws {
        let error = try #require(failure("input[input.secret]", ["secret": "hunter2"]))
        #expect(error.code == .noSuchField)
        #expect(!error.message.contains("hunter2"))
    }

    @Test("references are the static paths from names that no macro binds")
    func references() throws {
        let source = """
            steps.video.output["file"] + input.list[0].x + input.list.map(x, x.y + item.z)[index].w \
            + (has(steps.a.output) ? steps[job.id].b : type(1) == int) + size(.x.y) + google.protobuf.Duration
            """
        let expression = try Expression(parsing: source)
        #expect(
            expression.references.map { $0.path.joined(separator: "/") } == [
                "steps/video/output/file", "input/list", "input/list", "item/z", "index", "steps/a/output", "steps",
                "job/id", "x/y",
            ])
        #expect(expression.references.map(\.isPresenceTest).filter { $0 }.count == 1)
        let bytes = Array(source.utf8)
        let first = try #require(expression.references.first)
        #expect(String(decoding: bytes[first.range], as: UTF8.self) == #"steps.video.output["file"]"#)
        #expect(
            first.segments.map { String(decoding: bytes[$0.range], as: UTF8.self) } == [
                "steps", "video", "output", "\"file\"",
            ])
    }
}
