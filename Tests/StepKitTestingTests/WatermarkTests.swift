// What somebody outside this project writes: public API only.
import Foundation
import StepKit
import StepKitTesting
import Testing

/// Writes a text below a picture's name, in as many lines as asked.
struct Watermark: Step {
    struct Input: Codable, Sendable {
        var text: String
        var lines: Int
        var mode: String
        var pause: Duration
        var place: Place?
    }

    struct Place: FieldObject, Codable, Sendable {
        var x: Int
        var y: Int

        static var fields: [FieldDescription] {
            Field("x", \Place.x, "Pixels from the left.").range(0...)
            Field("y", \Place.y, "Pixels from the top.").range(0...).default(0)
        }
    }

    struct Output: Codable, Sendable {
        var file: Artifact
        var lines: Int
        var key: String
        var earlier: JSONValue?
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor(
            "acme.watermark", "Writes a mark.", failures: ["no_ink": "There is nothing to write with."],
            examples: [["text": "hello"], ["text": "hello", "lines": 3, "place": ["x": 1]]]
        ) {
            Field("text", \.text, "What to write.")
            Field("lines", \.lines, "How often.").default(2).range(1...100)
            Field("mode", \.mode, "How it looks.").oneOf("plain", "bold").default("plain")
            Field("pause", \.pause, "Between two lines.").default(.zero)
            Field("place", \.place, "Where it goes.")
        } output: {
            Field("file", \.file, "The text that was written.")
            Field("lines", \.lines, "How many lines it has.")
            Field("key", \.key, "The idempotency key.")
            Field("earlier", \.earlier, "The mark of last time.")
        }
    }

    let folder: String

    init(environment: StepEnvironment) throws {
        folder = environment.variables["ACME_FOLDER"] ?? "marks"
    }

    func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        if input.text == "dry" { throw StepFailure("no_ink", "There is no ink.") }
        if input.text == "secret" { _ = try context.secret("ink") }
        for line in 1...input.lines {
            context.progress(Double(line) / Double(input.lines), "line \(line)")
            try await Task.sleep(for: input.pause)
        }
        let file = URL(fileURLWithPath: context.workspace).appendingPathComponent("\(folder).txt")
        try Data(input.text.utf8).write(to: file)
        let artifact = try await context.adopt(file.path, mediaType: "text/plain")
        let earlier = try await context.record(collection: "marks", id: input.text)
        context.saveRecord(["lines": .int(Int64(input.lines))], collection: "marks", id: input.text)
        context.record(Cost(kind: "ink", name: "blue", amounts: ["drops": 2]))
        try context.emit("acme.marked", data: ["text": .string(input.text)])
        context.track(processGroup: 4711)
        return Output(file: artifact, lines: input.lines, key: context.idempotencyKey, earlier: earlier)
    }
}

@Suite("An outsider's plugin")
struct WatermarkTests {
    @Test("keeps every promise", arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws { try await promise.check(Watermark.self) }

    @Test("its output and all it staged can be read")
    func staged() async throws {
        let harness = try StepHarness(
            environment: StepEnvironment(variables: ["ACME_FOLDER": "out"]), records: ["marks": ["hello": ["lines": 9]]]
        )
        let outcome = await harness.run(Watermark.self, with: ["text": "hello"])
        let output = try outcome.output(as: Watermark.Output.self)
        #expect(output.lines == 2 && output.earlier == ["lines": 9])
        #expect(output.file.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
        #expect(output.file.size == 5 && output.file.path.hasSuffix("/out.txt"))
        #expect(try String(contentsOfFile: output.file.path, encoding: .utf8) == "hello")
        #expect(outcome.artifacts == [output.file])
        #expect(outcome.progress.map(\.fraction) == [0.5, 1] && outcome.progress.last?.note == "line 2")
        #expect(outcome.events.map(\.type) == ["acme.marked"])
        #expect(outcome.savedRecords.map(\.value) == [["lines": 2]])
        #expect(outcome.costs == [Cost(kind: "ink", name: "blue", amounts: ["drops": 2])])
        #expect(outcome.processGroups == [4711])
    }

    @Test("its failure is told with its code")
    func failure() async throws {
        let outcome = try await StepHarness().run(Watermark.self, with: ["text": "dry"])
        #expect(outcome.failure == StepFailure("no_ink", "There is no ink."))
        #expect(throws: StepDidNotSucceed.self) { try outcome.output }
    }

    @Test("an input that does not fit never reaches it")
    func refused() async throws {
        let outcome = try await StepHarness().run(Watermark.self, with: ["text": "a", "lines": 0, "lnies": 1])
        guard case .refused(let problems) = outcome.result else {
            Issue.record("\(outcome.result)")
            return
        }
        #expect(problems.map(\.kind) == [.unknownField, .outOfRange])
    }

    @Test("gets only the secrets it was given", arguments: [(["ink": "blue"], true), ([:], false)])
    func secrets(given: [String: String], isFound: Bool) async throws {
        let outcome = try await StepHarness(secrets: given).run(Watermark.self, with: ["text": "secret"])
        #expect((outcome.failure?.code == .notFound) == !isFound)
    }

    @Test("an abort in the middle ends its sleep", arguments: AbortReason.allCases)
    func aborted(reason: AbortReason) async throws {
        let harness = try StepHarness()
        harness.abort(reason, whenProgressReaches: 0.5)
        let outcome = await harness.run(Watermark.self, with: ["text": "a", "pause": "1h", "lines": 1])
        #expect(outcome.result == .aborted(reason))
        #expect(outcome.progress.count == 1 && outcome.events.isEmpty)
    }
}
