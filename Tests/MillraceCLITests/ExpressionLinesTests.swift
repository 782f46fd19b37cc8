import JSONModel
import Testing

@testable import MillraceCLI

@Suite("Expressions line by line")
struct ExpressionLinesTests {
    @Test(
        "a value comes back with its type",
        arguments: [
            ("1 + 1", #"{"type":"int","value":"2"}"#),
            ("18446744073709551615u", #"{"type":"uint","value":"18446744073709551615"}"#),
            ("0.5", #"{"type":"double","value":"0.5"}"#), ("-1.0 / 0.0", #"{"type":"double","value":"-Infinity"}"#),
            ("0.0 / 0.0", #"{"type":"double","value":"NaN"}"#), ("null", #"{"type":"null","value":null}"#),
            ("'é' + 'a'", #"{"type":"string","value":"éa"}"#), ("b'\\xff'", #"{"type":"bytes","value":"/w=="}"#),
            ("[true]", #"{"type":"list","value":[{"type":"bool","value":true}]}"#),
            ("{1: 2u}", #"{"type":"map","value":[[{"type":"int","value":"1"},{"type":"uint","value":"2"}]]}"#),
            ("timestamp('1969-12-31T23:59:59.5Z')", #"{"type":"timestamp","value":[-1,500000000]}"#),
            ("duration('-1.5s')", #"{"type":"duration","value":[-1,-500000000]}"#),
            ("type(timestamp(0))", #"{"type":"type","value":"google.protobuf.Timestamp"}"#),
            ("optional.none()", #"{"type":"optional","value":null}"#),
            ("optional.of(1)", #"{"type":"optional","value":{"type":"int","value":"1"}}"#),
        ])
    func values(source: String, expected: String) throws {
        let line = JSONValue.object(["expr": .string(source)]).text()
        let value = try JSONValue(parsing: expected)
        #expect(ExpressionLines.answer(to: line) == ["value": value])
        // What is written can be read.
        let echo: JSONValue = ["expr": "x", "bindings": ["x": value]]
        #expect(ExpressionLines.answer(to: echo.text()) == ["value": value])
    }

    @Test("names may have dots, and a container goes before them")
    func container() {
        let line = #"{"expr": "y", "container": "a.b", "bindings": {"a.y": {"type": "int", "value": "1"}}}"#
        #expect(ExpressionLines.answer(to: line)["value"]?["value"] == "1")
    }

    @Test("checked first, a mistake is an error even where it would not be reached", arguments: [true, false])
    func check(isChecked: Bool) {
        let line: JSONValue = ["expr": "true || nobody", "check": .bool(isChecked)]
        let answer = ExpressionLines.answer(to: line.text())
        #expect((answer["error"] != nil) == isChecked)
    }

    @Test(
        "a bad line is answered as such",
        arguments: [
            "{", "[]", "{}", #"{"expr": 1}"#, #"{"expr": "1 +"}"#, #"{"expr": "x"}"#, #"{"expr": "1/0"}"#,
            #"{"expr": "x", "bindings": {"x": 1}}"#,
            #"{"expr": "x", "bindings": {"x": {"type": "int", "value": "a"}}}"#,
            #"{"expr": "x", "bindings": {"x": {"type": "int"}}}"#,
            #"{"expr": "x", "bindings": {"x": {"type": "enum", "value": 1}}}"#,
            #"{"expr": "x", "bindings": {"x": {"type": "timestamp", "value": [9223372036854775807, 0]}}}"#,
            #"{"expr": "x", "bindings": {"x": {"type": "map", "value": [[{"type": "null", "value": null}, {"type": "null", "value": null}]]}}}"#,
            #"{"expr": "[[1]]\#(String(repeating: ".map(x, [x, x])", count: 40))"}"#,
        ])
    func errors(line: String) {
        #expect(ExpressionLines.answer(to: line)["error"]?.stringValue?.isEmpty == false)
    }

    @Test("each line has one answer, to the end; blank lines have none")
    func stream() {
        var lines = ["{", #"{"expr": "1"}"#, "", #"{"expr": "2"}"#].makeIterator()
        var answers: [String] = []
        ExpressionLines.run(read: { lines.next() }, write: { answers.append($0) })
        #expect(answers.count == 3)
        #expect(answers.last == #"{"value":{"type":"int","value":"2"}}"#)
    }

    @Test(
        "the place of an error is underlined in its line",
        arguments: [
            ("a + b", 4..<5, "    a + b\n        ^"), ("é\n\tx +", 6..<6, "    \tx +\n    \t  ^"),
            ("ab", 0..<99, "    ab\n    ^^"),
            ("", 5..<9, "    \n    ^"),
        ])
    func excerpt(source: String, range: Range<Int>, expected: String) {
        #expect(ExpressionExcerpt.text(source, range) == expected)
    }
}
