import StepKit
import Testing

/// One field of every kind, with every modifier.
struct Sampler: Codable, Sendable {
    struct Corner: FieldObject, Codable, Sendable {
        var x: Int
        var label: String

        static var fields: [FieldDescription] {
            Field("x", \Corner.x, "Where.").range(0...10)
            Field("label", \Corner.label, "What.").default("none")
        }
    }

    var text: String
    var mode: String
    var count: Int
    var big: Int64?
    var ratio: Double?
    var every: Duration
    var size: ByteCount?
    var flag: Bool?
    var file: Artifact?
    var words: [String]?
    var corners: [Corner]?
    var corner: Corner?
    var table: [String: Int]?
    var anything: JSONValue?
    var key: String?

    static let description = StepDescriptor<Sampler, Empty>("test.sampler", "Holds one of each.") {
        Field("text", \.text, "A text.").example("hi")
        Field("mode", \.mode, "A choice.").oneOf("fast", "slow").default("fast")
        Field("count", \.count, "A number.").range(1...9)
        Field("big", \.big, "A long number.").range(5...)
        Field("ratio", \.ratio, "A share.").range(0...1)
        Field("every", \.every, "A time.").default(.seconds(1)).range(.milliseconds(29)...)
        Field("size", \.size, "A size.").range(.kilobytes(1) ... .kilobytes(2))
        Field("flag", \.flag, "Yes or no.")
        Field("file", \.file, "A file.")
        Field("words", \.words, "Texts.").oneOf("red", "blue")
        Field("corners", \.corners, "Objects.")
        Field("corner", \.corner, "An object.")
        Field("table", \.table, "A map.")
        Field("anything", \.anything, "Anything.")
        Field("key", \.key, "A secret.").secret().oneOf("a", "b").format(.uri)
    }.description
}

@Suite("Field declarations")
struct FieldTests {
    private let schema = Sampler.description.inputSchema

    private func property(_ name: String) -> JSONValue? { schema["properties"]?[name] }

    @Test("only what has no default and is not optional is required")
    func required() {
        #expect(schema["required"] == ["text", "count"])
        #expect(schema["additionalProperties"] == false)
        #expect(schema["properties"]?.objectValue?.count == 15)
    }

    @Test("a field's schema holds its type, words, default, example and choice")
    func schemas() {
        #expect(property("text") == ["type": "string", "description": "A text.", "examples": ["hi"]])
        #expect(
            property("mode") == [
                "type": "string", "description": "A choice.", "default": "fast", "enum": ["fast", "slow"],
            ])
        #expect(property("every")?["default"] == "1s")
        #expect(property("key")?["writeOnly"] == true)
        #expect(property("key")?["format"] == "uri")
        #expect(property("anything") == ["description": "Anything."])
    }

    @Test("a choice on a list is one for its items")
    func listChoice() {
        #expect(property("words")?["enum"] == nil)
        #expect(property("words")?["items"] == ["type": "string", "enum": ["red", "blue"]])
    }

    @Test("bounds are numbers of the field's own kind; those of times and sizes stay out of the schema")
    func bounds() {
        #expect(property("count")?["minimum"] == .int(1) && property("count")?["maximum"] == .int(9))
        #expect(property("big")?["minimum"] == .int(5) && property("big")?["maximum"] == nil)
        #expect(property("ratio")?["maximum"] == .double(1))
        #expect(property("every")?["minimum"] == nil)
    }

    @Test("structured fields have closed schemas at every depth")
    func nested() {
        let corner = property("corner")
        #expect(corner?["additionalProperties"] == false && corner?["required"] == ["x"])
        #expect(property("corners")?["items"]?["properties"]?["x"]?["maximum"] == 10)
        #expect(property("table")?["additionalProperties"] == ["type": "integer"])
    }

    @Test("defaults fill what is absent or null, at every depth, and nothing else")
    func defaults() {
        let filled = Sampler.description.applyingDefaults(to: [
            "mode": "slow", "every": nil, "corner": ["x": 1], "corners": [["x": 2], ["x": 3, "label": "c"]],
            "flag": nil,
        ])
        #expect(
            filled == [
                "mode": "slow", "every": "1s", "corner": ["x": 1, "label": "none"],
                "corners": [["x": 2, "label": "none"], ["x": 3, "label": "c"]], "flag": nil,
            ])
        #expect(Sampler.description.applyingDefaults(to: "text") == "text")
    }
}
