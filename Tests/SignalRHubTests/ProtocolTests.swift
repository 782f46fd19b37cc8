import JSONModel
import Testing

@testable import SignalRHub

@Suite("The JSON hub protocol")
struct ProtocolTests {
    private static func records(_ pieces: [String], limit: Int = 100) -> [String]? {
        var splitter = RecordSplitter(limit: limit)
        var records: [String] = []
        for piece in pieces {
            guard let found = splitter.feed(Array(piece.utf8)) else { return nil }
            records += found.map { String(decoding: $0, as: UTF8.self) }
        }
        return records
    }

    @Test(
        "messages are found however they are cut",
        arguments: [
            ["ab\u{1E}c\u{1E}d"], ["a", "b", "\u{1E}", "c\u{1E}"], ["ab\u{1E}c", "\u{1E}"], ["ab", "\u{1E}c\u{1E}"],
        ])
    func cut(pieces: [String]) {
        #expect(Self.records(pieces) == ["ab", "c"])
    }

    @Test("a message beyond the limit is refused, also before its end")
    func limit() {
        #expect(Self.records(["aaaa\u{1E}"], limit: 4) == ["aaaa"])
        #expect(Self.records(["aaaaa\u{1E}"], limit: 4) == nil)
        #expect(Self.records(["aaa", "aa"], limit: 4) == nil)
    }

    @Test("JSON in version 1 is spoken, nothing else")
    func handshake() {
        func refusal(_ text: String) -> String? { Handshake.refusal(of: Array(text.utf8)) }
        #expect(refusal(#"{"protocol":"json","version":1}"#) == nil)
        #expect(refusal(#"{"protocol":"json","version":0}"#) == nil)
        #expect(refusal(#"{"protocol":"json","version":-1}"#) != nil)
        #expect(refusal(#"{"protocol":"json","version":2}"#)?.contains("Version 2") == true)
        #expect(refusal(#"{"protocol":"messagepack","version":1}"#)?.contains("messagepack") == true)
        for text in ["", "[]", "{}", #"{"protocol":"json"}"#, #"{"protocol":1,"version":1}"#, "\u{0}"] {
            #expect(refusal(text) != nil, "\(text)")
        }
    }

    @Test("calls are read with and without a wish for an answer")
    func invocation() throws {
        let call = #"{"type":1,"target":"JoinJob","arguments":["j"],"invocationId":"7","headers":{"a":"b"}}"#
        #expect(
            try ClientMessage(parsing: Array(call.utf8))
                == .invocation(id: "7", target: "JoinJob", arguments: ["j"]))
        #expect(
            try ClientMessage(parsing: Array(#"{"type":1,"target":"x","invocationId":null}"#.utf8))
                == .invocation(id: nil, target: "x", arguments: []))
    }

    @Test("types without a meaning for us are signs of life", arguments: [2, 3, 5, 6, 8, 9, 99, -1])
    func sign(type: Int) throws {
        #expect(try ClientMessage(parsing: Array("{\"type\":\(type)}".utf8)) == .sign)
    }

    @Test(
        "what breaks the protocol is malformed",
        arguments: [
            "", "x", "[]", "{}", #"{"type":"1"}"#, #"{"type":1}"#, #"{"type":1,"target":""}"#,
            #"{"type":1,"target":"x","arguments":{}}"#, #"{"type":1,"target":"x","invocationId":7}"#, #"{"type":4}"#,
            #"{"type":3,"invocationId":"1","result":1,"error":"x"}"#, #"{"type":1.5}"#,
            #"{"type":6,"x":"# + String(repeating: "[", count: 40),
        ])
    func malformed(text: String) {
        #expect(throws: ClientMessage.Malformed.self) { try ClientMessage(parsing: Array(text.utf8)) }
    }

    @Test("what the server says ends with the separator and holds it nowhere else")
    func server() throws {
        let message = ServerMessage.invocation(of: "jobUpdate", [["text": "a\u{1E}b"]])
        #expect(message.last == 0x1E && message.dropLast().contains(0x1E) == false)
        let text = String(decoding: message.dropLast(), as: UTF8.self)
        #expect(try JSONValue(parsing: text)["arguments"]?[0]?["text"] == "a\u{1E}b")
    }
}
