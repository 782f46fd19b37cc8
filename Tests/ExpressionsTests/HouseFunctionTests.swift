import Expressions
import JSONModel
import Testing

@Suite("House functions")
struct HouseFunctionTests {
    @Test(
        "what CEL itself does not have",
        arguments: [
            ("hash('')", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("hash('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            ("hash(b'abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            ("uuid5('dns', 'www.example.com')", "2ed6657d-e927-568b-95e1-2665a8aea6a2"),
            (
                "uuid5('6BA7B810-9DAD-11D1-80B4-00C04FD430C8', 'www.example.com')",
                "2ed6657d-e927-568b-95e1-2665a8aea6a2"
            ),
            ("truncate('aé😀d', 3)", "aé😀"), ("'abc'.truncate(9)", "abc"), ("truncate('abc', 0)", ""),
            ("redact('s3cret')", "[redacted]"), ("redact([1])", "[redacted]"), ("json(parseJson('[1, {}]'))", "[1,{}]"),
        ])
    func texts(source: String, expected: String) throws {
        #expect(try Expression(parsing: source).evaluate([:]).stringValue == expected)
    }

    @Test("JSON in text becomes a value")
    func parsing() throws {
        #expect(try evaluate("parseJson(input).a[1] + 1", #"{"a": [0, 41]}"#) == "42")
        #expect(try evaluate("parseJson('null') == null") == "true")
    }

    @Test(
        "what they cannot use is an error",
        arguments: [
            ("parseJson('{')", ExpressionError.Code.invalidValue), ("parseJson('')", .invalidValue),
            ("parseJson('[' + '1')", .invalidValue), ("parseJson(1)", .typeMismatch),
            ("truncate('a', -1)", .invalidValue),
            ("uuid5('nobody', 'x')", .invalidValue),
            ("uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430cg', 'x')", .invalidValue),
            ("hash(1)", .typeMismatch),
        ])
    func errors(source: String, code: ExpressionError.Code) {
        #expect(failure(source)?.code == code)
    }
}
