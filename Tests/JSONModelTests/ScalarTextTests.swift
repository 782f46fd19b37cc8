import JSONModel
import Testing

@Suite("Durations, sizes and pointers")
struct ScalarTextTests {
    @Test(
        "durations are whole numbers with units",
        arguments: [
            ("500ms", Duration.milliseconds(500)), ("15s", .seconds(15)), ("1h30m", .seconds(5400)),
            ("7d", .seconds(604_800)),
        ])
    func durations(text: String, duration: Duration) {
        #expect(Duration(parsing: text) == duration)
        #expect(duration.shortText == text)
    }

    @Test(
        "anything else is no duration",
        arguments: ["", "5", "-3s", "1.5h", "15sec", "5 min", "s", "1s1h", "99999999999d", "1m1m"])
    func notDurations(text: String) {
        #expect(Duration(parsing: text) == nil)
    }

    @Test("sizes", arguments: [("500MB", 500_000_000), ("1KiB", 1024), ("12", 12)] as [(String, Int64)])
    func sizes(text: String, bytes: Int64) {
        #expect(ByteCount(parsing: text)?.bytes == bytes)
    }

    @Test("anything else is no size", arguments: ["", "MB", "1 MB", "-1B", "1.5GB", "10MBs", "9223372036854775807TB"])
    func notSizes(text: String) {
        #expect(ByteCount(parsing: text) == nil)
    }

    @Test("pointers escape and resolve")
    func pointers() throws {
        let value: JSONValue = ["a/b": [1, ["~": "deep"]]]
        let pointer = try #require(JSONPointer(parsing: "/a~1b/1/~0"))
        #expect(pointer.description == "/a~1b/1/~0")
        #expect(value[pointer] == "deep")
        #expect(value[JSONPointer(["a/b", "01"])] == nil)
        #expect(JSONPointer(parsing: "a") == nil)
        #expect(JSONPointer(parsing: "/~2") == nil)
    }
}
