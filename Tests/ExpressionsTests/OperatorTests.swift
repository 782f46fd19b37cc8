import Expressions
import JSONModel
import Testing

@Suite("Operators")
struct OperatorTests {
    @Test(
        "arithmetic keeps its type",
        arguments: [
            ("7 / 2", "3"), ("-7 / 2", "-3"), ("-7 % 2", "-1"), ("7u % 4u", "3u"), ("7.0 / 2.0", "3.5"),
            ("1.0 / 0.0", "inf"),
            ("'a' + 'b'", #""ab""#), ("b'a' + b'b'", #"b"ab""#), ("[1] + [2u]", "[1, 2u]"), ("-(1.5)", "-1.5"),
            ("duration('1h') + duration('30m')", #"duration("5400s")"#),
            ("timestamp('2026-02-28T23:00:00Z') + duration('1h')", #"timestamp("2026-03-01T00:00:00Z")"#),
            ("timestamp(10) - timestamp(5)", #"duration("5s")"#),
            ("timestamp(10) - duration('10s')", #"timestamp("1970-01-01T00:00:00Z")"#),
        ])
    func arithmetic(source: String, expected: String) throws {
        #expect(try evaluate(source) == expected)
    }

    @Test(
        "what leaves 64 bits or the calendar is an overflow, not a trap",
        arguments: [
            "9223372036854775807 + 1", "-9223372036854775808 - 1", "9223372036854775807 * 2", "-(-9223372036854775808)",
            "-9223372036854775808 / -1", "-9223372036854775808 % -1", "1u - 2u", "18446744073709551615u * 2u",
            "timestamp('9999-12-31T23:59:59Z') + duration('1s')", "timestamp('0001-01-01T00:00:00Z') - duration('1ns')",
            "duration('9223372036s') + duration('1s')", "timestamp('9999-12-31T23:59:59Z') - timestamp(0)",
            "timestamp(9223372036854775807)", "int(1e19)", "int(-1e300)",
            "uint(-1)", "uint(-0.5 - 1.0)", "int(18446744073709551615u)", "int(0.0 / 0.0)",
            "int(9223372036854775807.0)",
        ])
    func overflow(source: String) {
        #expect(failure(source)?.code == .overflow)
    }

    @Test(
        "each operator refuses what it has no meaning for, and names the types",
        arguments: [
            ("1 + 1u", "an int and a uint"), ("1 + 'a'", "string(x)"), ("1 + 1.0", "double(x)"), ("[] - []", "a list"),
            ("'a' * 2", "a string and an int"), ("1.5 % 1.0", "a double"), ("null + null", "null and null"),
            ("1 < 'a'", "compare an int with a string"), ("[1] < [2]", "a list"), ("1 in 2", "an int"),
            ("!1", "`!` needs true or false"), ("-'a'", "a string"), ("-(1u)", "a uint"),
            ("1 && true", "`1` is an int"),
            ("1 ? 2 : 3", "the condition"), ("{}[[]]", "takes no list"), ("[1]['a']", "takes no string"),
            ("1[0]", "an int"),
            ("'a'.b", "has no field `b`"), ("{1.5: 2}", "map key"), ("size(1)", "(int)"),
            ("'a'.contains(1)", "(string, int)"),
            ("1.all(x, true)", "a list or a map"), ("duration('1s') * 2", "a duration"), ("[1][true]", "takes no bool"),
        ])
    func mismatches(source: String, part: String) throws {
        let error = try #require(failure(source))
        #expect(error.code == .typeMismatch)
        #expect(error.message.contains(part), "\(error.message)")
    }

    @Test(
        "zero divides no int or uint", arguments: ["1 / 0", "1 % 0", "1u / 0u", "1u % 0u", "-9223372036854775808 % 0"])
    func zero(source: String) {
        #expect(failure(source)?.code == .divideByZero)
        #expect(pointed(failure(source), in: source) == source)
    }

    @Test(
        "numbers of different types compare by value, integers with doubles as doubles",
        arguments: [
            ("1 == 1.0", true), ("1u == 1", true), ("1.5 == 1", false),
            ("9007199254740993 == 9007199254740992.0", true),
            ("9007199254740993 > 9007199254740992.0", false), ("18446744073709551615u > 18446744073709551615.0", false),
            ("9223372036854775807 >= 9223372036854775808.0", true), ("-1 < 0u", true),
            ("-1 < 18446744073709551615u", true),
            ("-9223372036854775808 == -9223372036854775808.0", true), ("-1.5 < -1", true), ("-1 > -1.5", true),
            ("1 < 1.0 / 0.0", true), ("0.0 / 0.0 == 0.0 / 0.0", false), ("0.0 / 0.0 != 1", true),
            ("1 < 0.0 / 0.0", false),
            ("1 >= 0.0 / 0.0", false), ("-0.0 == 0", true), ("1 in [2u, 1.0]", true), ("[1, [2]] == [1u, [2.0]]", true),
            ("{'a': 1} == {'a': 1.0}", true), ("{1: 'x'} == {1u: 'x'}", true), ("'1' == 1", false),
            ("null == false", false),
            ("{1: 'x'}[1.0] == 'x'", true), ("2u in {2: 1}", true), ("'a' < 'b'", true), ("'Z' < 'a'", true),
            ("'a' < 'ab'", true), ("b'a' < b'b'", true), ("false < true", true),
            ("duration('1m') == duration('60s')", true),
            ("timestamp(1) < timestamp(2)", true), (#"'\u00e9' == 'e\u0301'"#, false), ("type(1) == int", true),
            ("type(duration('1s')) == google.protobuf.Duration", true), ("1 != 2", true), ("[1] != [1]", false),
        ])
    func comparisons(source: String, expected: Bool) throws {
        #expect(try evaluate(source) == String(expected))
    }

    @Test(
        "an operand that decides wins over an error, whatever their order",
        arguments: [
            ("false && 1 / 0 == 1", "false"), ("1 / 0 == 1 && false", "false"), ("true || input.x.y", "true"),
            ("input.x.y || true", "true"), ("1 || true", "true"), ("nothing && false", "false"),
            ("1 / 0 == 1 || false || true", "true"), ("[0, 1].exists(x, 1 / x == 1)", "true"),
            ("[0, 1].all(x, 1 / x == 2)", "false"), ("false ? 1 / 0 : 2", "2"),
        ])
    func absorption(source: String, expected: String) throws {
        #expect(try evaluate(source) == expected)
    }

    @Test(
        "an error stays when nothing decides, and the first one is told",
        arguments: [
            ("true && 1 / 0 == 1", "1 / 0"), ("1 / 0 == 1 || 2 / 0 == 1", "1 / 0"),
            ("[0, 1].exists(x, 1 / x == 2)", "1 / x"),
            ("[0, 1].all(x, 1 / x == 1)", "1 / x"), ("[1, 0].exists_one(x, 1 / x == 1)", "1 / x"),
            ("[1, 0].map(x, 1 / x)", "1 / x"), ("[0, 1].filter(x, 1 / x == 1)", "1 / x"),
        ])
    func errorsStay(source: String, place: String) {
        #expect(failure(source)?.code == .divideByZero)
        #expect(pointed(failure(source), in: source) == place)
    }
}
