import StepKit
import Testing

@Suite("Checking a value of `with`")
struct CheckingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let value: [String: JSONValue]
        let expected: [String]
        var testDescription: String { JSONValue.object(value).text() }

        init(_ value: [String: JSONValue], _ expected: String...) {
            self.value = value
            self.expected = expected
        }
    }

    private func problems(_ extra: [String: JSONValue]) -> [FieldProblem] {
        let base: [String: JSONValue] = ["text": "t", "count": 3]
        return Sampler.description.problems(in: .object(base.merging(extra) { $1 }))
    }

    private static let file: JSONValue = ["path": "/a", "sha256": "00", "media_type": "text/plain", "size": 1]

    @Test(
        "what fits has no problems",
        arguments: [
            Case([:]), Case(["count": 9]), Case(["count": .double(2)]), Case(["ratio": 1]), Case(["ratio": 0.5]),
            Case(["every": "29ms"]), Case(["size": "1KB"]), Case(["size": 2000]), Case(["flag": nil]),
            Case(["file": file]), Case(["words": ["red", "blue"]]), Case(["table": ["a": 1]]),
            Case(["corner": ["x": 0]]), Case(["anything": [1, ["a": nil]]]), Case(["big": .int(.max)]),
        ])
    func fits(test: Case) {
        #expect(problems(test.value) == [])
    }

    @Test(
        "what does not fit is named with its place and kind",
        arguments: [
            Case(["txt": 1], "unknown_field /txt: there is no field `txt`; did you mean `text`?"),
            Case(["text": nil], "wrong_type /text: `text` must be a text, this is null"),
            Case(["text": 1], "wrong_type /text: `text` must be a text, this is integer"),
            Case(["count": 1.5], "wrong_type /count: `count` must be a whole number, this is number"),
            Case(["ratio": "1"], "wrong_type /ratio: `ratio` must be a number, this is \"1\""),
            Case(["ratio": .double(.nan)], "wrong_type /ratio: `ratio` must be a number, this is number"),
            Case(["flag": "yes"], "wrong_type /flag: `flag` must be true or false, this is \"yes\""),
            Case(["every": "1.5s"], "wrong_type /every: `every` must be a duration such as 15s, this is \"1.5s\""),
            Case(["every": 5], "wrong_type /every: `every` must be a duration such as 15s, this is integer"),
            Case(["size": -1], "wrong_type /size: `size` must be a size such as 500MB, this is integer"),
            Case(["file": ["path": "/a"]], "wrong_type /file: `file` must be a file made by a step, this is object"),
            Case(["words": "red"], "wrong_type /words: `words` must be a list, this is \"red\""),
            Case(["table": ["a": 1, "b": true]], "wrong_type /table/b: `b` must be a whole number, this is boolean"),
            Case(["count": 0], "out_of_range /count: `count: 0` is below the least value 1"),
            Case(["count": 10], "out_of_range /count: `count: 10` is above the greatest value 9"),
            Case(["big": 4], "out_of_range /big: `big: 4` is below the least value 5"),
            Case(["ratio": 1.5], "out_of_range /ratio: `ratio: 1.5` is above the greatest value 1"),
            Case(["every": "28ms"], "out_of_range /every: `every: 28ms` is below the least value 29ms"),
            Case(["size": "3KB"], "out_of_range /size: `size: 3KB` is above the greatest value 2KB"),
            Case(["mode": "slwo"], "not_allowed /mode: `slwo` is not one of fast, slow; did you mean `slow`?"),
            Case(["words": ["red", "green"]], "not_allowed /words/1: `green` is not one of red, blue"),
            Case(
                ["corner": ["y": 1]], "unknown_field /corner/y: there is no field `y`",
                "missing_field /corner/x: `x` is missing"),
            Case(
                ["corners": [["x": 1], ["x": 11], 3]],
                "out_of_range /corners/1/x: `x: 11` is above the greatest value 10",
                "wrong_type /corners/2: `2` must be an object, this is integer"),
        ])
    func doesNotFit(test: Case) {
        let found = problems(test.value).map { "\($0.kind.rawValue) \($0.pointer): \($0.message)" }
        #expect(found == test.expected)
    }

    @Test("a value that is no object is one problem at the root")
    func notAnObject() {
        let problems = Sampler.description.problems(in: [1])
        #expect(problems.map(\.kind) == [.wrongType] && problems[0].pointer == .root)
    }

    @Test("what an expression will give is not judged, at whatever depth it stands")
    func unknownPlaces() {
        let value: JSONValue = [
            "text": 1, "count": 99, "corner": "?", "corners": [["x": "?"]], "words": ["?", "green"],
        ]
        let unknown: Set<String> = ["/text", "/count", "/corner", "/corners/0/x", "/words/0"]
        let problems = Sampler.description.problems(in: value) { unknown.contains($0.description) }
        #expect(problems.map(\.pointer.description) == ["/words/1"])
        #expect(Sampler.description.problems(in: "?") { $0 == .root } == [])
    }

    @Test("an unknown place does not stand for a field that is missing")
    func unknownIsNotMissing() {
        let problems = Sampler.description.problems(in: ["text": "t"]) { $0.description == "/count" }
        #expect(problems.map(\.kind) == [.missingField])
    }

    @Test("a secret value is in no message", arguments: ["hunter2", 4711] as [JSONValue])
    func secrets(value: JSONValue) {
        let problems = problems(["key": value])
        #expect(problems.count == 1)
        #expect(!problems[0].message.contains("hunter2") && !problems[0].message.contains("4711"))
    }

    @Test("the greatest bounds there are can be told")
    func greatestBounds() {
        struct Wide: Codable, Sendable {
            var size: ByteCount
            var time: Duration
            var number: Int
        }
        let wide = StepDescriptor<Wide, Empty>("test.wide", "Wide.") {
            Field("size", \.size, "A size.").range(ByteCount(bytes: .max)...)
            Field("time", \.time, "A time.").range(.seconds(Int64.max)...)
            Field("number", \.number, "A number.").range(Int.max...)
        }.description
        let problems = wide.problems(in: ["size": "1B", "time": "1s", "number": 1])
        #expect(problems.map(\.kind) == [.outOfRange, .outOfRange, .outOfRange])
    }

    @Test("outputs are checked like inputs")
    func outputs() {
        let description = StepDescriptor<Empty, Sampler.Corner>("test.out", "Has output.") {
        } output: {
            Field("x", \.x, "Where.")
            Field("label", \.label, "What.")
        }.description
        #expect(description.outputProblems(in: ["x": 1, "label": "a"]) == [])
        #expect(description.outputProblems(in: ["x": "1"]).map(\.kind) == [.wrongType, .missingField])
    }
}
