import Expressions
import JSONModel
import Testing

@Suite("Extension functions")
struct ExtensionFunctionTests {
    @Test(
        "a format fills its clauses in order",
        arguments: [
            ("'%s is %d'.format(['a', 7])", "a is 7"), ("'100%%'.format([])", "100%"), ("'%s'.format([null])", "null"),
            ("'%.2f|%.0f|%f'.format([3.14159, 2.5, 1])", "3.14|2|1.000000"), ("'%.1e'.format([12345.0])", "1.2e+04"),
            ("'%b %o %x %X'.format([10, 10u, 255, 255])", "1010 12 ff FF"), ("'%b'.format([false])", "0"),
            ("'%x'.format([-255])", "-ff"), ("'%x %X'.format(['é', b'\\x0f'])", "c3a9 0F"),
            ("'%s'.format([[1, 'a', [true], {'b': 2.0, 'a': null}]])", "[1, a, [true], {a: null, b: 2}]"),
            ("'%s'.format([{true: 1, 10: 2, 'a': 3}])", "{10: 2, a: 3, true: 1}"),
            ("'%s %s'.format([duration('90s'), timestamp(0)])", "90s 1970-01-01T00:00:00Z"),
            ("'%s %s'.format([type(1), b'ab'])", "int ab"),
            ("'%d %s'.format([1.0 / 0.0, -1.0 / 0.0])", "Infinity -Infinity"),
            ("'%.100f'.format([0.5]).size()", nil), ("'é%sü'.format(['ö'])", "éöü"),
        ] as [(String, String?)])
    func format(source: String, expected: String?) throws {
        let value = try evaluate(source)
        #expect(value == (expected.map { "\"\($0)\"" } ?? "102"))
    }

    @Test(
        "a format that does not go with its values is refused",
        arguments: [
            ("'%s'.format([])", ExpressionError.Code.invalidValue), ("'%q'.format([1])", .invalidValue),
            ("'%'.format([])", .invalidValue), ("'a'.format([1])", .invalidValue),
            ("'%.f'.format([1.0])", .invalidValue),
            ("'%.101f'.format([1.0])", .invalidValue), ("'%.99999f'.format([1.0])", .invalidValue),
            ("'%d'.format(['1'])", .typeMismatch), ("'%f'.format(['1'])", .typeMismatch),
            ("'%x'.format([1.5])", .typeMismatch),
            ("'%o'.format([true])", .typeMismatch), ("'%s'.format([optional.of(1)])", .typeMismatch),
            ("'%s'.format(1)", .typeMismatch),
        ])
    func badFormat(source: String, code: ExpressionError.Code) {
        #expect(failure(source)?.code == code)
    }

    @Test("a quoted text reads back as itself")
    func quote() throws {
        let text = "a\u{7}\u{8}\u{C}\n\r\t\u{B}\\\"'é😀"
        let quoted = try Expression(parsing: "strings.quote(input)").evaluate(["input": .string(text)])
        let source = try #require(quoted.stringValue)
        #expect(source.hasPrefix(#""a\a\b\f\n\r\t\v\\\""#))
        #expect(try Expression(parsing: source).evaluate([:]).stringValue == text)
    }

    @Test(
        "numbers",
        arguments: [
            ("math.greatest(1, 2.5, 2u)", "2.5"), ("math.least([3, 1, 2])", "1"), ("math.greatest(-1)", "-1"),
            ("math.ceil(1.2)", "2.0"), ("math.floor(-1.2)", "-2.0"), ("math.trunc(-1.8)", "-1.0"),
            ("math.round(2.5)", "3.0"), ("math.round(-2.5)", "-3.0"), ("math.abs(-3)", "3"), ("math.abs(-1.5)", "1.5"),
            ("math.sign(-2)", "-1"), ("math.sign(9u)", "1u"), ("math.sign(-0.5)", "-1.0"), ("math.sqrt(9)", "3.0"),
            ("math.isNaN(0.0 / 0.0)", "true"), ("math.isInf(-1.0 / 0.0)", "true"), ("math.isFinite(1.0)", "true"),
            ("math.bitAnd(12, 10)", "8"), ("math.bitOr(12u, 3u)", "15u"), ("math.bitXor(-1, 1)", "-2"),
            ("math.bitNot(0u)", "18446744073709551615u"), ("math.bitShiftLeft(1, 63)", "-9223372036854775808"),
            ("math.bitShiftLeft(1, 64)", "0"), ("math.bitShiftRight(-1, 63)", "1"),
            ("math.bitShiftRight(4u, 9223372036854775807)", "0u"),
        ])
    func math(source: String, expected: String) throws {
        #expect(try evaluate(source) == expected)
    }

    @Test(
        "numbers that cannot be are errors",
        arguments: [
            ("math.abs(-9223372036854775808)", ExpressionError.Code.overflow), ("math.greatest([])", .invalidValue),
            ("math.greatest('a')", .typeMismatch), ("math.ceil(1)", .typeMismatch),
            ("math.bitAnd(1, 1u)", .typeMismatch),
            ("math.bitShiftLeft(1, -1)", .invalidValue), ("math.bitShiftRight(1u, -1)", .invalidValue),
        ])
    func badNumbers(source: String, code: ExpressionError.Code) {
        #expect(failure(source)?.code == code)
    }

    @Test(
        "base64 goes both ways",
        arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("é😀", "w6nwn5iA")])
    func base64(text: String, encoded: String) throws {
        #expect(try evaluate("base64.encode(bytes(input))", .string(text)) == "\"\(encoded)\"")
        #expect(try evaluate("string(base64.decode(input))", .string(encoded)) == "\"\(text)\"")
        let bare = encoded.filter { $0 != "=" }
        #expect(try evaluate("string(base64.decode(input))", .string(bare)) == "\"\(text)\"")
    }

    @Test("what is no base64 is refused", arguments: ["a", "Zg=", "Zg===", "Z g=", "Zm9v*", "Zg==Zg==", "Zm-_"])
    func badBase64(text: String) {
        #expect(failure("base64.decode(input)", .string(text))?.code == .invalidValue)
    }

    @Test(
        "clocks differ by place and season",
        arguments: [
            ("2026-01-15T12:00:00Z", "Europe/Berlin", "13"), ("2026-07-15T12:00:00Z", "Europe/Berlin", "14"),
            ("2026-07-15T12:00:00Z", "America/New_York", "8"), ("2026-07-15T12:00:00Z", "Asia/Kathmandu", "17"),
            ("2026-03-29T00:59:59Z", "Europe/Berlin", "1"), ("2026-03-29T01:00:00Z", "Europe/Berlin", "3"),
            ("2026-07-15T12:00:00Z", "-09:30", "2"), ("2026-07-15T12:00:00Z", "Etc/GMT+3", "9"),
        ])
    func zones(text: String, zone: String, hour: String) throws {
        #expect(try evaluate("timestamp('\(text)').getHours('\(zone)')") == hour)
    }

    @Test(
        "a name that is no time zone is refused",
        arguments: ["Mars/Base", "../../etc/localtime", "/etc/localtime", "", "Europe/Berlin ", "+25:00", "é"])
    func badZones(zone: String) {
        #expect(failure("timestamp(0).getHours(input)", .string(zone))?.code == .invalidValue)
    }
}
