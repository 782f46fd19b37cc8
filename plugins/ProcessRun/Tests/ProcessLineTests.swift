import StepKit
import Testing

@testable import ProcessRunStep

@Suite("A program's line")
struct ProcessLineTests {
    @Test(
        "messages are read",
        arguments: [
            (#"{"progress": 0.5}"#, ProcessLine.progress(0.5, note: nil)),
            (#"{"progress": 1, "note": "done"}"#, .progress(1, note: "done")),
            (#"{"log": "hello"}"#, .log("hello")),
            (#"{"output": {"a": [1]}}"#, .output(["a": [1]])),
            (#"{"output": null}"#, .output(.null)),
        ])
    func messages(line: String, expected: ProcessLine) {
        #expect(ProcessLine(line) == expected)
    }

    @Test(
        "everything else is text",
        arguments: [
            "", "hello", "{", "[1]", "42", #"{"progress": "half"}"#, #"{"note": "x"}"#, #"{"log": 1}"#,
            #"{"output": 1, "more": 2}"#, #"{"progress": 0.5, "note": 3}"#, #" {"log": "indented"}"#, "{}",
            String(repeating: #"{"output":"#, count: 500),
        ])
    func text(line: String) {
        #expect(ProcessLine(line) == .text(line))
    }
}
