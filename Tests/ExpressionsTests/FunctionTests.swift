import Expressions
import JSONModel
import Testing

@Suite("Functions")
struct FunctionTests {
    @Test(
        "conversions",
        arguments: [
            ("int('-42')", "-42"), ("int(3.99)", "3"), ("int(-3.99)", "-3"), ("int(5u)", "5"),
            ("int(timestamp(7))", "7"),
            ("uint('42')", "42u"), ("uint(3.99)", "3u"), ("double('1.5')", "1.5"), ("double(2)", "2.0"),
            ("double(2u)", "2.0"),
            ("string(1.0)", #""1""#), ("string(-4.5e-3)", #""-0.0045""#), ("string(6.02214e23)", #""6.02214e+23""#),
            ("string(1e20)", #""100000000000000000000""#), ("string(1e-5)", #""1e-05""#),
            ("string(123.456)", #""123.456""#),
            ("string(7u)", #""7""#), ("string(true)", #""true""#), ("string(b'ab')", #""ab""#),
            ("string(duration('1h1ms'))", #""3600.001s""#),
            ("string(timestamp('2026-06-30T12:00:00.25+02:00'))", #""2026-06-30T10:00:00.25Z""#),
            ("bytes('é')", #"b"Ã©""#), ("bool('true')", "true"), ("bool('0')", "false"), ("dyn(1)", "1"),
            ("type(type(1))", "type"),
            ("type(null)", "null_type"), ("size('é😀')", "2"), ("size(bytes('é'))", "2"), ("[1, 2].size()", "2"),
            ("size({'a': 1})", "1"),
            ("json({'b': [1, 2u, 1.5], 'a': null})", #""{\"a\":null,\"b\":[1,2,1.5]}""#),
        ])
    func conversions(source: String, expected: String) throws {
        #expect(try evaluate(source) == expected)
    }

    @Test(
        "text that a conversion cannot read is an invalid value",
        arguments: [
            "int('x')", "int('')", "int('9223372036854775808')", "uint('-1')", "double('x')", "bool('yes')",
            "string(b'\\xff')",
            "duration('1')", "duration('')", "duration('1x')", "duration('1.2.3s')",
            "duration('99999999999999999999999h')",
            "timestamp('2026-02-29T00:00:00Z')", "timestamp('2026-06-30')", "timestamp('2026-06-30T24:00:00Z')",
            "timestamp('0000-01-01T00:00:00Z')", "timestamp(0).getHours('Mars/Base')", "'a'.matches('(')",
        ])
    func invalid(source: String) {
        #expect(failure(source)?.code == .invalidValue)
    }

    @Test(
        "strings count in code points",
        arguments: [
            ("'hello'.contains('ell')", "true"), ("'hello'.contains('')", "true"), ("'ab'.startsWith('a')", "true"),
            ("'ab'.endsWith('b')", "true"), ("'ab'.endsWith('abc')", "false"), ("'ÄbC'.lowerAscii()", #""Äbc""#),
            ("'äbC'.upperAscii()", #""äBC""#), (#"'\u00a0 a b\n'.trim()"#, #""a b""#), ("'  '.trim()", #""""#),
            ("'a,b,c'.split(',')", #"["a", "b", "c"]"#), ("'a,b,c'.split(',', 2)", #"["a", "b,c"]"#),
            ("'a,b'.split(',', 0)", "[]"),
            ("'aé'.split('')", #"["a", "é"]"#), ("''.split('')", "[]"), ("''.split(',')", #"[""]"#),
            ("',a'.split(',')", #"["", "a"]"#),
            ("['a', 'b'].join()", #""ab""#), ("['a', 'b'].join('-')", #""a-b""#), ("[].join('-')", #""""#),
            ("'aaa'.replace('a', 'b')", #""bbb""#), ("'aaa'.replace('a', 'b', 2)", #""bba""#),
            ("'hé'.replace('', '_')", #""_h_é_""#),
            ("'aé😀d'.substring(1)", #""é😀d""#), ("'aé😀d'.substring(1, 3)", #""é😀""#), ("'ab'.substring(2)", #""""#),
            ("'é😀x'.indexOf('x')", "2"), ("'abab'.indexOf('ab', 1)", "2"), ("'abc'.indexOf('z')", "-1"),
            ("'abc'.indexOf('')", "0"),
            ("'éxéx'.lastIndexOf('éx')", "2"), ("'abc'.lastIndexOf('z')", "-1"),
            ("'nanana'.lastIndexOf('nana', 1)", "0"),
            ("'abc'.lastIndexOf('', 2)", "2"), ("'aé😀'.reverse()", #""😀éa""#), ("'aé'.charAt(1)", #""é""#),
            ("'a'.charAt(1)", #""""#),
            ("'abc123'.matches('[0-9]+$')", "true"), ("matches('abc', '^b')", "false"),
        ])
    func strings(source: String, expected: String) throws {
        #expect(try evaluate(source) == expected)
    }

    @Test(
        "a place outside the text is out of range",
        arguments: [
            "'ab'.substring(3)", "'ab'.substring(-1)", "'ab'.substring(2, 1)", "'a'.charAt(2)", "'a'.indexOf('a', 9)",
            "'a'.charAt(9223372036854775807)", "'a'.charAt(-1)",
        ])
    func places(source: String) {
        #expect(failure(source)?.code == .indexOutOfRange)
    }

    @Test(
        "times show their parts",
        arguments: [
            ("getFullYear()", "2024"), ("getMonth()", "11"), ("getDate()", "31"), ("getDayOfMonth()", "30"),
            ("getDayOfYear()", "365"),
            ("getDayOfWeek()", "2"), ("getHours()", "23"), ("getMinutes()", "30"), ("getSeconds()", "15"),
            ("getMilliseconds()", "250"),
            ("getFullYear('+01:00')", "2025"), ("getDayOfYear('+01:00')", "0"), ("getHours('-08:30')", "15"),
            ("getHours('UTC')", "23"),
        ])
    func timestamps(call: String, expected: String) throws {
        #expect(try evaluate("timestamp('2024-12-31T23:30:15.25Z').\(call)") == expected)
    }

    @Test(
        "durations read many units and show their parts",
        arguments: [
            ("duration('1h30m').getMinutes()", "90"), ("duration('-1.5s')", #"duration("-1.5s")"#),
            ("duration('1d') == duration('24h')", "true"),
            ("duration('123.321456789s').getMilliseconds()", "321"), ("duration('100us')", #"duration("0.0001s")"#),
            ("duration('0')", #"duration("0s")"#), ("duration('3730s').getHours()", "1"),
            ("duration('1.5h').getSeconds()", "5400"),
        ])
    func durations(source: String, expected: String) throws {
        #expect(try evaluate(source) == expected)
    }

    @Test(
        "timestamps survive the way to text and back, before and after the epoch",
        arguments: [
            "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z", "1900-02-28T00:00:00Z", "2000-02-29T12:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
        ])
    func roundTrip(text: String) {
        #expect(CELTimestamp(parsing: text)?.text == text)
    }
}
