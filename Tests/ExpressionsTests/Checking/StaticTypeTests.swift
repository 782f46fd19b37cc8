import Expressions
import JSONModel
import Testing

@Suite("Static types")
struct StaticTypeTests {
    private static func object(_ members: [String: ObjectShape.Member], isOpen: Bool = false) -> StaticType {
        .object(ObjectShape(name: "x", members: members, isOpen: isOpen))
    }

    @Test(
        "are spoken of in plain words",
        arguments: [
            (.string, "a text", "text"), (.int, "an integer", "integer"),
            (.uint, "an unsigned integer", "unsigned integer"),
            (.number, "a number", "number"), (.bool, "true or false", "true/false"), (.null, "null", "null"),
            (.list(.string, atMost: 3), "a list of texts", "list"), (.list(.any, atMost: nil), "a list", "list"),
            (.list(.list(.int, atMost: nil), atMost: nil), "a list of lists", "list"),
            (.list(.any, atMost: 0), "an empty list", "list"),
            (object([:]), "an object", "object"), (.map(.string, .int), "a map", "map"),
            (.optional(.string), "an optional text", "optional"), (.optional(.any), "an optional value", "optional"),
            (.timestamp, "a timestamp", "timestamp"), (.any, "anything", "anything"), (.bytes, "bytes", "bytes"),
        ] as [(StaticType, String, String)])
    func words(type: StaticType, spoken: String, word: String) {
        #expect(type.spoken == spoken)
        #expect(type.word == word)
    }

    @Test(
        "fit for certain",
        arguments: [
            (.int, .number), (.int, .double), (.string(among: ["a"]), .string),
            (.string(among: ["a"]), .string(among: ["a", "b"])),
            (.list(.int, atMost: 3), .list(.number, atMost: nil)), (.list(.int, atMost: 3), .list(.int, atMost: 3)),
            (.list(.any, atMost: 0), .list(.int, atMost: nil)), (.timestamp, .string), (.duration, .string),
            (.bytes, .string),
            (.any, .any), (.int, .any), (.int, .optional(.int)),
            (object(["a": .init(.int)]), object(["a": .init(.number)])),
            (object(["a": .init(.int)]), object(["b": .init(.int, absence: "x")], isOpen: true)),
            (object(["a": .init(.int)]), .map(.string, .int)), (.map(.string, .int), .map(.string, .number)),
            (object(["a": .init(.int, absence: "x")]), object(["a": .init(.int, absence: "y")])),
        ] as [(StaticType, StaticType)])
    func fits(type: StaticType, wanted: StaticType) {
        #expect(type.fits(wanted) == true)
    }

    @Test(
        "cannot fit",
        arguments: [
            (.string, .int), (.int, .string), (.null, .string), (.bool, .number),
            (.string(among: ["a"]), .string(among: ["b"])),
            (.list(.string, atMost: nil), .list(.int, atMost: nil)), (.string, .list(.string, atMost: nil)),
            (.duration, .int),
            (object([:]), object(["a": .init(.int)])), (object(["a": .init(.int)]), object([:])),
            (.optional(.string), .int),
            (object(["a": .init(.string)]), object(["a": .init(.int)])),
            (object(["a": .init(.string)]), .map(.string, .int)),
        ] as [(StaticType, StaticType)])
    func neverFits(type: StaticType, wanted: StaticType) {
        #expect(type.fits(wanted) == false)
    }

    @Test(
        "may fit",
        arguments: [
            (.any, .int), (.number, .int), (.double, .int), (.int, .uint), (.string, .string(among: ["a"])),
            (.string, .timestamp),
            (.string(among: ["a", "b"]), .string(among: ["a"])), (.list(.int, atMost: nil), .list(.int, atMost: 3)),
            (.list(.any, atMost: nil), .list(.int, atMost: nil)), (.map(.string, .int), object(["a": .init(.int)])),
            (object([:], isOpen: true), object(["a": .init(.int)])), (.optional(.int), .int),
            (object(["a": .init(.int, absence: "x")]), object(["a": .init(.int)])),
            (object(["a": .init(.int, absence: "x")]), object([:])),
        ] as [(StaticType, StaticType)])
    func mayFit(type: StaticType, wanted: StaticType) {
        #expect(type.fits(wanted) == nil)
    }

    @Test(
        "are joined to the narrowest that takes both, in any order",
        arguments: [
            (.int, .int, .int), (.int, .double, .number), (.number, .int, .number), (.int, .string, .any),
            (.int, .null, .any),
            (.int, .uint, .any), (.string(among: ["a"]), .string(among: ["b"]), .string(among: ["a", "b"])),
            (.string(among: ["a"]), .string, .string), (.any, .int, .any),
            (.list(.int, atMost: 1), .list(.double, atMost: 2), .list(.number, atMost: 2)),
            (.list(.int, atMost: 1), .list(.int, atMost: nil), .list(.int, atMost: nil)),
            (.list(.any, atMost: 0), .list(.int, atMost: 2), .list(.int, atMost: 2)),
            (.optional(.int), .optional(.double), .optional(.number)),
            (.map(.string, .int), .map(.string, .int), .map(.string, .int)),
            (.map(.string, .int), object(["a": .init(.double)]), .map(.string, .number)),
            (
                object(["a": .init(.int), "b": .init(.int)]), object(["a": .init(.double)]),
                object(["a": .init(.number)], isOpen: true)
            ),
        ] as [(StaticType, StaticType, StaticType)])
    func joins(a: StaticType, b: StaticType, both: StaticType) {
        #expect(a.joined(with: b) == both)
        #expect(b.joined(with: a) == both)
    }

    @Test("come from values, names of members included")
    func values() throws {
        let json = try JSONValue(parsing: #"{"a": {"n": 1, "x": null}, "list": [1, 2.5], "texts": ["a"], "empty": []}"#)
        guard case .object(let shape) = StaticType(of: json, name: "input") else {
            Issue.record("no object")
            return
        }
        #expect(shape.members["list"]?.type == .list(.number, atMost: 2))
        #expect(shape.members["texts"]?.type == .list(.string, atMost: 1))
        #expect(shape.members["empty"]?.type == .list(.any, atMost: 0))
        guard case .object(let inner) = shape.members["a"]?.type else {
            Issue.record("no object")
            return
        }
        #expect(inner.name == "input.a")
        #expect(inner.members["n"]?.type == .int)
        #expect(inner.members["x"]?.type == .null)
    }

    @Test(
        "name the objects inside by where they are",
        arguments: [
            ("input", "input.a"), ("`input`", "`input.a`"), ("this map", "`a` of this map"),
        ])
    func names(name: String, inner: String) throws {
        guard case .object(let shape) = StaticType(of: try JSONValue(parsing: #"{"a": {}}"#), name: name) else {
            Issue.record("no object")
            return
        }
        #expect(shape.members["a"]?.type == .object(ObjectShape(name: inner, members: [:])))
    }

    @Test("of values nested very deeply stay small")
    func deepValues() {
        let deep = (0..<1000).reduce(JSONValue.int(1)) { value, _ in .array([value]) }
        #expect(StaticType(of: deep).fits(.list(.any, atMost: nil)) == true)
    }
}
