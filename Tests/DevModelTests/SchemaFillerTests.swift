import JSONModel
import Testing

@testable import DevModel

@Suite("Answers by schema")
struct SchemaFillerTests {
    private static func solid(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Thumbnail? {
        Thumbnail(bytes: (0..<Thumbnail.byteCount / 3).flatMap { _ in [red, green, blue] })
    }

    static let frames = AnswerSource(
        images: ImageMeasures.measure([solid(250, 0, 0), solid(0, 0, 250), solid(0, 0, 10)].compactMap(\.self)),
        words: PromptWords("What happens here?"))
    static let prompt = AnswerSource(
        images: [], words: PromptWords("I love gardening, but my tomatoes have brown spots. Please give 3 replies."))

    private func fill(_ schema: JSONValue, from source: AnswerSource) throws -> JSONValue {
        var filler = SchemaFiller(schema: schema, source: source)
        return try filler.fill()
    }

    static let schemas: [JSONValue] = [
        true, [:], ["type": "string"], ["type": "null"], ["type": ["null", "integer"]], ["const": ["a": 1]],
        ["enum": ["x", 2, nil], "type": "integer"],
        ["type": "string", "minLength": 400, "maxLength": 401], ["type": "string", "maxLength": 3],
        ["type": "string", "minLength": 1, "format": "date-time"],
        ["type": "integer", "minimum": 7, "maximum": 7], ["type": "integer", "exclusiveMinimum": 3, "maximum": 4],
        ["type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001],
        ["type": "number", "minimum": -5, "maximum": -4], ["type": "number", "multipleOf": 0.1, "minimum": 0.25],
        ["type": "integer", "multipleOf": 15, "minimum": 20, "maximum": 40],
        ["type": "array", "items": ["type": "string"], "minItems": 5, "uniqueItems": true],
        ["type": "array", "items": ["type": "string", "maxLength": 9], "minItems": 8, "uniqueItems": true],
        ["type": "array", "items": ["enum": ["a", "b", "c"]], "minItems": 3, "uniqueItems": true],
        [
            "type": "array", "minItems": 4, "uniqueItems": true,
            "items": ["type": "number", "minimum": 0, "maximum": 1, "multipleOf": 0.25],
        ],
        ["type": "array", "items": ["type": "boolean"], "minItems": 2, "uniqueItems": true],
        ["type": "array", "items": ["type": "boolean"], "maxItems": 2],
        ["type": "array", "prefixItems": [["type": "integer"], ["type": "string"]], "items": false],
        ["type": "object", "required": ["a", "b"], "additionalProperties": ["type": "integer"]],
        ["type": "object", "minProperties": 3, "maxProperties": 4],
        ["type": "object", "properties": ["a": true, "b": true, "c": true], "maxProperties": 2, "required": ["c"]],
        [
            "$defs": ["scene": ["type": "object", "required": ["at"], "properties": ["at": ["type": "number"]]]],
            "type": "array", "items": ["$ref": "#/$defs/scene"], "minItems": 2,
        ],
        ["anyOf": [["type": "null"], ["type": "integer", "minimum": 3]]],
        ["oneOf": [["type": "object", "required": ["k"], "properties": ["k": ["const": "v"]]]]],
        [
            "allOf": [
                ["type": "object", "required": ["a"], "properties": ["a": ["type": "integer", "minimum": 4]]],
                ["required": ["b"], "properties": ["a": ["maximum": 5], "b": ["type": "string"]]],
            ]
        ],
        [
            "$defs": [
                "a": ["type": "object", "required": ["x"], "properties": ["x": ["type": "integer"]]],
                "b": ["type": "object", "required": ["y"], "properties": ["y": ["type": "boolean"]]],
            ],
            "allOf": [["$ref": "#/$defs/a"], ["$ref": "#/$defs/b"]],
        ],
        [
            "type": "object", "required": ["name", "children", "next"], "additionalProperties": false,
            "properties": [
                "name": ["type": "string"], "children": ["type": "array", "items": ["$ref": "#"]],
                "next": ["anyOf": [["$ref": "#"], ["type": "null"]]], "other": ["$ref": "#"],
            ],
        ],
    ]

    @Test("What is filled in fits the schema, from images and from text", arguments: schemas)
    func fits(schema: JSONValue) throws {
        for source in [Self.frames, Self.prompt] {
            let value = try fill(schema, from: source)
            #expect(SchemaChecker(root: schema).problems(value) == [], "\(value)")
            #expect(try fill(schema, from: source) == value)
        }
    }

    @Test("The checker of these tests can say no")
    func checkerRefuses() {
        let checker = SchemaChecker(root: ["type": "object", "required": ["a"], "properties": ["a": ["minimum": 3]]])
        #expect(checker.problems(["a": 2]) == ["/a: minimum"])
        #expect(checker.problems([:]) == ["/a: missing"])
        #expect(checker.problems([]).count == 1)
    }

    @Test(
        "A schema that nothing fits is refused and does not run for ever",
        arguments: [
            false, 3, ["type": "strange"], ["$ref": "#/nowhere"], ["$ref": "https://example.com/schema"],
            ["$ref": "#"], ["allOf": [["$ref": "#"], ["$ref": "#"]]], ["type": "integer", "minimum": 3, "maximum": 2],
            ["enum": []],
            ["type": "string", "minLength": 9, "maxLength": 2], ["minItems": 1_000_000],
            ["type": "array", "uniqueItems": true, "minItems": 3, "items": ["const": 1]],
            ["type": "object", "required": ["self"], "properties": ["self": ["$ref": "#"]]],
            ["type": "integer", "minimum": 1e300],
        ] as [JSONValue])
    func refuses(schema: JSONValue) {
        #expect { try fill(schema, from: Self.frames) } throws: { ($0 as? DevModelError)?.code == .unsupportedSchema }
    }

    static let scenes: JSONValue = [
        "type": "object", "required": ["scenes", "summary", "mood", "transcript"],
        "properties": [
            "scenes": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["description", "objects"],
                    "properties": [
                        "start": ["type": "number"], "end": ["type": "number"], "description": ["type": "string"],
                        "objects": ["type": "array", "items": ["type": "string"]],
                        "brightness": ["type": "number", "minimum": 0, "maximum": 100],
                    ],
                ],
            ],
            "summary": ["type": "string"], "mood": ["enum": ["happy", "calm", "gloomy"]],
            "transcript": ["type": "string"],
        ],
    ]

    @Test("A list gets one item per image, and each item speaks of its image")
    func itemPerImage() throws {
        let value = try fill(Self.scenes, from: Self.frames)
        let scenes = try #require(value["scenes"]?.arrayValue)
        #expect(scenes.count == 3)
        #expect(scenes[0]["description"] == "Mostly red, bright.")
        #expect(scenes[1]["description"] == "Mostly blue, bright, much movement since the frame before.")
        #expect(scenes[2]["objects"] == ["dark background"])
        #expect(scenes[2]["brightness"]?.doubleValue == 3.9)
        #expect(scenes.map { $0["start"]?.doubleValue } == [0, 1, 2])
        #expect(scenes.map { $0["end"]?.doubleValue } == [1, 2, 3])
        #expect(value["transcript"] == "")
    }

    @Test("A mood is chosen from what was seen or read")
    func moods() throws {
        let schema: JSONValue = ["properties": ["sentiment": ["enum": ["neutral", "positive", "negative"]]]]
        let dark = AnswerSource(images: Array(Self.frames.images.suffix(1)), words: Self.frames.words)
        #expect(try fill(schema, from: dark)["sentiment"] == "negative")
        #expect(try fill(schema, from: Self.prompt)["sentiment"] == "positive")
    }

    @Test("Replies to a text differ from each other and speak of its words")
    func distinctReplies() throws {
        let schema: JSONValue = [
            "properties": ["replies": ["type": "array", "items": ["type": "string"], "minItems": 8]]
        ]
        let replies = try #require(
            try fill(schema, from: Self.prompt)["replies"]?.arrayValue?.compactMap(\.stringValue))
        #expect(Set(replies).count == 8)
        #expect(replies[0].contains("love") && replies[1].contains("gardening"))
    }
}
