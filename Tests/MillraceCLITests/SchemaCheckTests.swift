import Foundation
import JSONModel
import Testing

@testable import MillraceCLI

@Suite("Schemas line by line")
struct SchemaCheckTests {
    private func answer(_ line: String, assertsFormats: Bool = false) -> JSONValue {
        SchemaCheckLine(assertsFormats: assertsFormats).answer(line.utf8)
    }

    @Test("an answer says what is wrong and where")
    func verdicts() {
        #expect(answer(#"{"schema":{"type":"integer"},"instance":1}"#) == ["valid": true, "errors": []])
        let wrong = answer(
            ##"{"schema":{"items":{"$ref":"u:x#/a"}},"instance":[1],"remotes":{"u:x":{"a":{"const":2}}}}"##)
        let error: JSONValue = [
            "instanceLocation": "/0", "keywordLocation": "/items/$ref/const", "keyword": "const",
            "absoluteKeywordLocation": "u:x#/a/const", "error": "`1` is not allowed here; `2` is expected",
        ]
        #expect(wrong == ["valid": false, "errors": [error]])
    }

    @Test("formats count only when asked")
    func formats() {
        let line = #"{"schema":{"format":"ipv4"},"instance":"x"}"#
        #expect(answer(line)["valid"] == true)
        #expect(answer(line, assertsFormats: true)["valid"] == false)
    }

    @Test(
        "a line that cannot be checked is answered all the same",
        arguments: [
            ("{", "json_syntax"), ("[]", "missing_member"), (#"{"schema":1,"instance":1}"#, "schema_invalid"),
            (#"{"schema":true,"instance":1,"remotes":[]}"#, "invalid_member"),
            (#"{"schema":{"$ref":"https://e.org/x"},"instance":1}"#, "schema_unknown_reference"),
        ])
    func failures(line: String, code: String) {
        #expect(answer(line)["error"]?.stringValue?.hasPrefix(code + ": ") == true)
    }

    @Test("lines are answered in order, blank ones not at all, the last one also without a line end")
    func loop() throws {
        let (input, output) = (Pipe(), Pipe())
        let text = "{\n\n \r\n" + #"{"schema":true,"instance":1}"# + "\n" + #"{"schema":false,"instance":1}"#
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        try SchemaCheckLoop(line: SchemaCheckLine()).run(
            input: input.fileHandleForReading, output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        let answers = try #require(try output.fileHandleForReading.readToEnd()).split(separator: UInt8(ascii: "\n"))
        let values = try answers.map { try JSONValue(parsing: $0) }
        #expect(values.map { $0["valid"]?.boolValue } == [nil, true, false])
    }
}
