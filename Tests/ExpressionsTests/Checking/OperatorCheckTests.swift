import Expressions
import Testing

@Suite("Checking operators")
struct OperatorCheckTests {
    @Test(
        "types that do not go together are found, and mended where everybody would do the same",
        arguments: [
            ("input.url + 1", "input.url + \"1\"", "`+` does not take text and integer"),
            ("input.url + input.count", "input.url + string(input.count)", "`+` does not take text and integer"),
            ("input.count + ' items'", "string(input.count) + ' items'", "`+` does not take integer and text"),
            (
                "input.url + (input.count - 1)", "input.url + (string(input.count - 1))",
                "`+` does not take text and integer"
            ),
            ("input.url + input.tags", "input.url + json(input.tags)", "`+` does not take text and list"),
            ("input.ratio * 2", "input.ratio * 2.0", "`*` does not mix integers with fractional numbers"),
            ("input.count * 0.5", "double(input.count) * 0.5", "`*` does not mix integers with fractional numbers"),
            (
                "size(input.url) + 1u", "size(input.url) + int(1u)",
                "`+` does not mix unsigned integers with other numbers"
            ),
            (
                "input.at > '2026-01-01T00:00:00Z'", "input.at > timestamp('2026-01-01T00:00:00Z')",
                "`>` does not take timestamp and text"
            ),
            ("input.count % 2.0", "input.count % 2.0", "`%` takes integers only"),
            ("input.url < 5", "input.url < 5", "`<` does not take text and integer"),
            ("-input.url", "-input.url", "`-` does not take text"),
            ("input.tags < []", "input.tags < []", "`<` does not take list and list"),
            ("input.extra - true", "input.extra - true", "`-` does not take true/false"),
            ("input.?note + 'x'", "input.?note + 'x'", "`+` does not take optional and text"),
        ])
    func mismatch(source: String, repaired: String, message: String) throws {
        let found = try check(source).problems
        #expect(found.map(\.kind) == [.typeMismatch])
        #expect(found.map(\.message) == [message])
        #expect(try mended(source) == repaired)
        if repaired != source { #expect(try check(repaired).problems == []) }
    }

    @Test("no repair tears parentheses apart")
    func parentheses() throws {
        #expect(try check("input.url + ((input.count) + (input.count))").problems.map(\.kind) == [.typeMismatch])
        let repaired = try mended("input.url + ((input.count) + (input.count))")
        #expect(try check(repaired).problems.count <= 1)
        #expect(
            try check("(steps.approve.output).status").problems.first?.help
                == "use `steps.approve.?output.orValue({})`")
    }

    @Test(
        "a condition must be true or false",
        arguments: [
            ("input.url && true", "input.url", "`&&`", "compare it, such as `input.url != \"\"`"),
            ("false || input.tags", "input.tags", "`||`", "ask for its size: `size(input.tags) > 0`"),
            ("!input.count", "input.count", "`!`", "compare it, such as `input.count > 0`"),
            ("input.url ? 1 : 2", "input.url", "`? :`", "compare it, such as `input.url != \"\"`"),
            ("input.tags.all(t, t)", "t", "`all`", "compare it, such as `t != \"\"`"),
            ("input.tags.filter(t, t)", "t", "`filter`", "compare it, such as `t != \"\"`"),
            ("input.?big || true", "input.?big", "`||`", "unwrap it: `input.?big.orValue(false)`"),
        ])
    func conditions(source: String, place: String, user: String, help: String) throws {
        let problem = try #require(try check(source).problems.first)
        #expect(problem.kind == .typeMismatch)
        #expect(problem.message.hasPrefix("\(user) needs true or false, and `\(place)` is "))
        #expect(pointed(problem, in: source) == place)
        #expect(problem.help == help)
    }

    @Test(
        "values that are never equal are found",
        arguments: [
            ("input.count == '5'", "input.count == 5"), ("input.url != 5", "input.url != \"5\""),
            ("input.kind == 'vidoe'", "input.kind == 'video'"), ("'vidoe' == input.kind", "'video' == input.kind"),
            ("input.kind in ['audoi', 'video']", "input.kind in ['audio', 'video']"),
            ("input.kind == 'zzz'", "input.kind == 'zzz'"),
            ("input.url == null", "input.url == null"), ("input.?note == 'x'", "input.?note == 'x'"),
            ("1 in input.tags", "1 in input.tags"), ("1 in input.counts", "1 in input.counts"),
            ("input.tags == 'a'", "input.tags == 'a'"), ("input.kind == input.state", "input.kind == input.state"),
            ("input.at == '2026'", "input.at == '2026'"), ("input.big == 'true'", "input.big == true"),
            ("(input.big ? 'a' : 'b') == 'c'", "(input.big ? 'a' : 'b') == 'c'"),
        ])
    func neverEqual(source: String, repaired: String) throws {
        #expect(try check(source).problems.map(\.kind) == [.neverEqual])
        #expect(try mended(source) == repaired)
    }

    @Test("a text outside the allowed ones comes with what is allowed")
    func allowedTexts() throws {
        let problem = try #require(try check("input.kind == 'vidoe'").problems.first)
        #expect(problem.message == "`input.kind` is never `'vidoe'`; did you mean `video`?")
        #expect(problem.help == "`input.kind` is one of `audio`, `video`")
        #expect(
            try check("input.kind == input.state").problems.first?.message
                == "`input.kind` and `input.state` have no text in common")
        #expect(
            try check("input.count == '5'").problems.first?.message
                == "`input.count` is an integer, `'5'` is a text; they are never equal")
    }

    @Test(
        "what may work, or is not known, is left alone",
        arguments: [
            "input.count == 1.0", "1u < 2.5", "input.extra == 'x' && input.extra == 5", "input.extra + 1 > 2.5",
            "input.size + 1 > input.size * 0.5", "[1] == ['a']", "input.open == {}", "'a' == 'b'",
            "input.kind == 'video'",
            "input.kind in ['video']", "input.url in input.tags", "'x' in input.open", "input.extra in input.extra",
            "null == input.extra", "input.tags[0] == 'x'", "input.kind + 's' == 'videos'", "type(input.url) == string",
            "input.many[input.count]", "input.many[dyn('a')]", "{'a': 1}[input.url]",
            "input.extra && input.extra || !input.extra",
            "input.extra ? input.extra : 1", "[1, 'a'][0] + 1", "optional.of(1) == optional.none()",
            "input.?note == optional.of('x')", "input.kind < 'a'", "input.extra.map(x, x.y + 1).size() > 1",
        ])
    func silence(source: String) throws {
        #expect(try check(source).problems == [])
    }

    @Test("one cause gives one problem")
    func oneCause() throws {
        #expect(try problems("(input.urll + 1).size() > input.conut").count == 2)
        #expect(try problems("(input.url + 1) * 2 == 'x' && true") == ["typeMismatch 1"])
        #expect(try problems("input.tags.map(t, t + 1).map(u, u.size() + 'x')").count == 2)
    }

    @Test("places count from the start of a whole template")
    func templates() throws {
        let text = "é: ${{ input.urll }} and ${{ input.conut }}"
        let expressions = try Template(parsing: text).expressions
        let places = expressions.flatMap { $0.check(Sample.names).problems }.map { pointed($0, in: text) }
        #expect(places == ["urll", "conut"])
    }
}
