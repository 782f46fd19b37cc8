import Testing

@testable import ChildProcess

@Suite("Line splitting")
struct LineSplitterTests {
    @Test("lines are the same, however the bytes arrive", arguments: [1, 2, 3, 5, 100])
    func chunks(size: Int) throws {
        let bytes = Array("one\r\ntwo\n\nü\nlast".utf8)
        var splitter = LineSplitter(maxLength: 10)
        var lines: [String] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += try splitter.append(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(lines == ["one", "two", "", "ü"])
        #expect(splitter.finish() == "last")
        #expect(splitter.finish() == nil)
    }

    @Test("a line may be as long as the limit and no longer")
    func lengthLimit() throws {
        var splitter = LineSplitter(maxLength: 3)
        #expect(try splitter.append(Array("abc\n".utf8)) == ["abc"])
        #expect(try splitter.append(Array("ab".utf8)) == [])
        #expect(throws: LineSplitter.LineTooLong.self) { try splitter.append(Array("cd".utf8)) }
    }

    @Test("bytes that are not UTF-8 become replacement characters")
    func binary() throws {
        var splitter = LineSplitter(maxLength: 10)
        #expect(try splitter.append([0xFF, 0x61, 0x0A]) == ["\u{FFFD}a"])
    }
}
