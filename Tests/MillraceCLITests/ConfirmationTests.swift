import JSONModel
import Testing

@Suite("The question before dead letters are moved", .serialized)
struct ConfirmationTests {
    private static let refusals = ["n\n", "\n", "yonder\n", ""]

    @Test("Anything but a clear yes, and the end of the input, leaves every letter where it is")
    func no() async throws {
        let bench = try await LetterBench()
        try await bench.die()
        for (verb, word, done) in [("redrive", "Redrive", "redriven"), ("discard", "Discard", "discarded")] {
            for typed in Self.refusals {
                let ending = try await bench.project.run("dlq", verb, "--all", typing: typed)
                let comment = Comment(rawValue: "\(verb) \(typed): \(ending.output)")
                #expect(ending.status == 0, comment)
                #expect(ending.output.contains("1 dead letter\r\n"), comment)
                #expect(ending.output.contains("\(word) this dead letter? [y/N] "), comment)
                #expect(ending.output.contains("No dead letters were \(done)."), comment)
            }
        }
        #expect(try await bench.preview()["count"] == 1)
    }

    @Test("A yes redrives exactly what was shown", arguments: ["y\n", " YES \n"])
    func redrive(typed: String) async throws {
        let bench = try await LetterBench()
        let ids = [
            try await bench.die(["file": .string(bench.closedGate)]),
            try await bench.die(["file": .string(bench.closedGate)]),
        ]
        _ = try bench.openGate()
        let ending = try await bench.project.run("dlq", "redrive", "--subscription", "gate", typing: typed)
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("Redrive these 2 dead letters? [y/N] "), "\(ending.output)")
        #expect(ending.output.contains("2 redriven\r\n"), "\(ending.output)")
        for id in ids { try await bench.completes(id) }
    }

    @Test("A yes discards; the job stays failed")
    func discard() async throws {
        let bench = try await LetterBench()
        let id = try await bench.die()
        let ending = try await bench.project.run("dlq", "discard", "--job", id, typing: "y\n")
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("1 discarded\r\n"), "\(ending.output)")
        #expect(try await bench.preview()["count"] == 0)
        #expect(try await bench.api.status(of: id) == "failed")
    }
}
