import Expressions
import Testing

@Suite("Checking calls")
struct CallCheckTests {
    @Test(
        "a function that does not exist is pointed at by its name, and mended",
        arguments: [
            ("input.url.startWith('a')", "startWith", "input.url.startsWith('a')"),
            ("(input.url).startWith('a')", "startWith", "(input.url).startsWith('a')"),
            ("input.url . startWith ('a')", "startWith", "input.url . startsWith ('a')"),
            ("sizee(input.url)", "sizee", "size(input.url)"), ("math.abz(-1)", "math.abz", "math.abs(-1)"),
            ("input.tags.exist(t, t == '')", "exist", "input.tags.exists(t, t == '')"),
            ("input.tags.fliter(t, t == '')", "fliter", "input.tags.filter(t, t == '')"),
            ("zzzzzz(1)", "zzzzzz", "zzzzzz(1)"),
        ])
    func unknown(source: String, place: String, repaired: String) throws {
        #expect(try problems(source) == ["unknownFunction \(place)"])
        #expect(try mended(source) == repaired)
    }

    @Test(
        "the parser refuses the same with the same words",
        arguments: [
            "input.url.startWith('a')", "input.url.startsWith('a', 'b')", "first([1])", "input.all(x)",
            "1 + math.abz(1)",
            "size()", "input.url.double()",
        ])
    func parser(source: String) throws {
        let problem = try #require(try check(source).problems.first)
        let error = try #require(throws: ExpressionError.self) { _ = try Expression(parsing: source) }
        #expect(error.code == .noSuchFunction)
        #expect(error.message == problem.message)
        #expect(error.help == problem.help)
        #expect(error.replacement == problem.replacement)
        #expect(error.range == problem.range)
    }

    @Test(
        "the number of arguments is told",
        arguments: [
            ("input.url.startsWith('a', 'b')", "`startsWith` takes 1 argument, 2 given"),
            ("input.url.startsWith()", "`startsWith` takes 1 argument, 0 given"),
            ("size()", "`size` takes 1 argument, 0 given"),
            ("input.url.substring()", "`substring` takes 1 or 2 arguments, 0 given"),
            ("input.url.trim('x')", "`trim` takes no arguments, 1 given"),
            ("math.least()", "`math.least` takes at least 1 argument, 0 given"),
            ("first([1])", "write `x.first()`, not `first(x)`"), ("input.all(x)", "`all` is not written like this"),
        ])
    func counts(source: String, message: String) throws {
        #expect(try check(source).problems.map(\.message) == [message])
    }

    @Test(
        "an argument that no form takes is the one that is pointed at",
        arguments: [
            ("input.url.startsWith(5)", "5", "`startsWith` takes a text, and `5` is an integer"),
            (
                "input.tags.startsWith('a')", "input.tags",
                "`startsWith` takes a text, and `input.tags` is a list of texts"
            ),
            ("int(input.tags)", "input.tags", "`input.tags` is a list of texts, which `int` does not take"),
            ("input.url.substring('a')", "'a'", "`substring` takes an integer, and `'a'` is a text"),
            (
                "input.many.join(',')", "input.many",
                "`join` takes a list of texts, and `input.many` is a list of integers"
            ),
            (
                "duration(input.count)", "input.count",
                "`duration` takes a duration or a text, and `input.count` is an integer"
            ),
            ("size(input.?note)", "input.?note", "`input.?note` is an optional text, which `size` does not take"),
            ("math.greatest(1, 'a')", "'a'", "`math.greatest` takes a number, and `'a'` is a text"),
            ("input.count.orValue(1)", "input.count", "`orValue` needs an optional, and `input.count` is an integer"),
            ("input.url.map(x, x)", "input.url", "`map` needs a list or a map, and `input.url` is a text"),
            ("input.?note.optFlatMap(n, n)", "n", "`optFlatMap` needs an optional, and `n` is a text"),
            (
                "math.bitAnd(1, 2u)", "math.bitAnd(1, 2u)",
                "`math.bitAnd` does not take (integer, unsigned integer) together"
            ),
        ])
    func arguments(source: String, place: String, message: String) throws {
        let found = try check(source).problems
        #expect(found.map(\.kind) == [.typeMismatch])
        #expect(found.map(\.message) == [message])
        #expect(found.map { pointed($0, in: source) } == [place])
    }

    @Test("help shows what to write")
    func help() throws {
        #expect(try check("string(input.items)").problems.first?.help == "`json(input.items)` makes text of anything")
        #expect(try check("size(input.?note)").problems.first?.help == "unwrap it first: `input.?note.orValue(\"\")`")
        #expect(try check("input.count.orValue(1)").problems.first?.help == "write `input.?count`, or leave it out")
        #expect(try check("input.url.contains(input.count)").problems.first?.replacement == "string(input.count)")
        #expect(try check("input.all(x)").problems.first?.help == "write `list.all(x, x > 0)`")
    }

    @Test(
        "what is not known may be anything",
        arguments: [
            "input.extra.startsWith(input.extra)", "size(input.extra)", "input.extra.join()", "int(input.size)",
            "math.abs(input.size)", "[dyn(1), 'a'].join()", "[].join()", "timestamp(input.extra).getHours()",
            "input.extra.value()", "math.greatest(input.extra, 1)", "input.extra.orValue(1)",
            "input.extra.optMap(x, x)",
        ])
    func silence(source: String) throws {
        #expect(try check(source).problems == [])
    }
}
