import Expressions
import Testing

@Suite("The type of an expression")
struct CheckedTypeTests {
    @Test(
        "follows from its parts",
        arguments: [
            ("true", StaticType.bool), ("42", .int), ("42u", .uint), ("0.1", .double), ("b'x'", .bytes),
            ("null", .null),
            ("'a'", .string(among: ["a"])), ("'a' + 'b'", .string), ("int", .type),
            ("input.count + 1", .int), ("input.size * 2", .number), ("input.ratio / 2.0", .double),
            ("-input.count", .int), ("!input.big", .bool), ("input.at - duration('1h')", .timestamp),
            ("input.at - input.at", .duration), ("input.extra.a.b[3]", .any), ("input.extra + 1", .int),
            ("input.count > 1 ? 'a' : 'b'", .string(among: ["a", "b"])), ("input.big ? 1 : 2.5", .number),
            ("input.big ? 1 : null", .any), ("steps.load.output.headers.etag", .string),
            ("steps['load']['output']['status']", .int), ("input.items[0].price", .double),
            ("input.open.unheard.of", .any), ("input.counts['a']", .int),
        ] as [(String, StaticType)])
    func basics(source: String, type: StaticType) throws {
        let checked = try check(source)
        #expect(checked.type == type)
        #expect(checked.problems == [])
    }

    @Test(
        "keeps what is known of lists and maps",
        arguments: [
            ("[1, 2]", StaticType.list(.int, atMost: 2)), ("[1, 'a']", .list(.any, atMost: 2)),
            ("[]", .list(.any, atMost: 0)), ("[1] + input.many", .list(.int, atMost: nil)),
            ("[[], [[]], [[[]]]]", .list(.list(.list(.list(.any, atMost: 0), atMost: 1), atMost: 1), atMost: 3)),
            ("input.tags + ['x']", .list(.string, atMost: 11)), ("{1: 'a', 2: 'b'}[1]", .string(among: ["a", "b"])),
            ("{input.url: 1}", .map(.string, .int)), ("{'a': 1}.a", .int),
            ("{}", .object(.init(name: "this map", members: [:]))),
            ("input.tags.map(t, t.size())", .list(.int, atMost: 10)),
            ("input.tags.map(t, t != '', t.size())", .list(.int, atMost: 10)),
            ("input.tags.filter(t, t > 'a')", .list(.string, atMost: 10)), ("input.tags.all(t, t != '')", .bool),
            ("input.tags.exists_one(t, t == 'a')", .bool), ("input.counts.map(k, k)", .list(.string, atMost: nil)),
            ("input.tags.transformList(i, t, i)", .list(.int, atMost: 10)),
            ("input.tags.transformMap(i, t, t)", .map(.int, .string)),
            ("input.counts.transformMap(k, v, string(v))", .map(.string, .string)),
            ("[].map(x, x)[0].foo", .any), ("input.many.map(x, [x])", .list(.list(.int, atMost: 1), atMost: nil)),
        ] as [(String, StaticType)])
    func collections(source: String, type: StaticType) throws {
        let checked = try check(source)
        #expect(checked.type == type)
        #expect(checked.problems == [])
    }

    @Test(
        "of a function is what its form gives",
        arguments: [
            ("size(input.tags)", StaticType.int), ("input.url.size()", .int), ("string(input.count)", .string),
            ("dyn(1)", .any), ("type(1)", .type), ("input.url.split(',')", .list(.string, atMost: nil)),
            ("input.at.getFullYear()", .int), ("int(input.extra)", .int), ("double(input.size)", .double),
            ("input.tags.join(', ')", .string), ("[1, 2].first()", .optional(.int)), ("math.abs(-1)", .int),
            ("cel.bind(x, input.count, x * x)", .int),
        ] as [(String, StaticType)])
    func functions(source: String, type: StaticType) throws {
        let checked = try check(source)
        #expect(checked.type == type)
        #expect(checked.problems == [])
    }

    @Test(
        "of an optional is known inside and out",
        arguments: [
            ("input.?note", StaticType.optional(.string)), ("input.?note.orValue('')", .string),
            ("steps.approve.?output.status", .optional(.int)), ("steps.approve.?output.?status", .optional(.int)),
            ("steps.approve.?output.headers['a']", .optional(.string)), ("input.tags[?0]", .optional(.string)),
            ("input.?note.optMap(n, n.size())", .optional(.int)),
            ("input.?note.optFlatMap(n, optional.of(1))", .optional(.int)),
            ("input.?note.or(optional.of('x')).value()", .string), ("input.?extra.a", .optional(.any)),
            ("[optional.none(), optional.of(1)]", .list(.optional(.int), atMost: 2)),
            ("[optional.of(1), optional.of(dyn(1))]", .list(.optional(.any), atMost: 2)),
            ("[?input.?note, 'x']", .list(.string, atMost: 2)), ("optional.none()", .optional(.any)),
            ("input.?note.hasValue() && true", .bool),
        ] as [(String, StaticType)])
    func optionals(source: String, type: StaticType) throws {
        let checked = try check(source)
        #expect(checked.type == type)
        #expect(checked.problems == [])
    }

    @Test("of a map with names for keys is an object, whose optional entries may be missing")
    func literalMaps() throws {
        let type = try check("{'a': input.count, ?'b': input.?note}").type
        guard case .object(let shape) = type else {
            Issue.record("\(type) is no object")
            return
        }
        #expect(shape.members["a"] == .init(.int))
        #expect(shape.members["b"]?.type == .string)
        #expect(shape.members["b"]?.absence == "it is there only if `input.?note` has a value")
        #expect(!shape.isOpen)
    }
}
