import StepKit
import Testing

@testable import ModelChatStep

@Suite("Reading an event stream")
struct EventStreamTests {
    private static let text =
        "\u{FEFF}: comment\r\nevent: x\r\ndata: grün\r\ndata: 日本\r\n\r\n"
        + "id: 1\n\ndata:tight\n\ndata\n\ndata:  two\r\rdata: last"

    private func read(_ pieces: [[UInt8]]) -> [String] {
        var parser = EventStreamParser()
        var events = pieces.flatMap { parser.feed($0) }
        if let last = parser.finish() { events.append(last) }
        return events.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("cut at any byte, the events are the same")
    func everyCut() {
        let bytes = Array(Self.text.utf8)
        let expected = ["grün\n日本", "tight", " two", "last"]
        #expect(read(bytes.map { [$0] }) == expected)
        for cut in 0...bytes.count {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected, "cut at \(cut)")
        }
    }

    @Test("an answer is the same wherever its stream is cut")
    func everyCutOfAnswer() throws {
        let bytes = Array((delta("Grüße \"日本\"\n") + delta("!", finish: "stop") + usageEvent + "data: [DONE]\n\n").utf8)
        for cut in 0...bytes.count {
            var (parser, reply) = (EventStreamParser(), ChatReply())
            for event in parser.feed(Array(bytes[..<cut])) + parser.feed(Array(bytes[cut...])) {
                try reply.take(event: event)
            }
            #expect(reply.text == "Grüße \"日本\"\n!" && reply.isDone && reply.usage?.promptTokens == 7)
            try reply.checkEnd()
        }
    }

    @Test("an endless line is noticed, and its bytes are not kept")
    func overlong() {
        var parser = EventStreamParser()
        for _ in 0..<5 { _ = parser.feed([UInt8](repeating: 0x61, count: 1 << 20)) }
        #expect(parser.isOverlong)
    }

    @Test("a server's count is kept within bounds", arguments: [Int64.max, Int64.min, -1])
    func usage(count: Int64) throws {
        let usage = try #require(TokenUsage(["prompt_tokens": .int(count)]))
        #expect((0...(1 << 40)).contains((usage + usage + usage).promptTokens / 3))
        #expect(TokenUsage(["prompt_tokens": "many"]) == nil && TokenUsage(nil) == nil)
    }
}
