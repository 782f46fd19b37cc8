import PipelineDefinitions
import Testing

@Suite("A comment that allows a warning")
struct SuppressionTests {
    private static let limit = "report: { pipeline: report, limits: [{ key: message.creatorId, concurrency: 3 }] }"

    /// The findings about a routing file whose only subscription is told W0607, unless these lines silence it.
    private func codes(before lines: [String] = [], behind: String = "", message: String = "hello") throws -> [String] {
        let subscriptions = (lines + [Self.limit + behind]).map { $0.isEmpty ? "\n" : "      \($0)\n" }.joined()
        let routing = "kind: routing\ntopics:\n  jobs:\n    subscriptions:\n\(subscriptions)"
        let report =
            "kind: pipeline\nname: report\nsteps:\n- id: a\n  uses: log.write\n  with:\n    message: \(message)\n"
        let reading = try ProjectFolder.read(["report.yaml": report, "routing.yaml": routing])
        return reading.diagnostics.map(\.code)
    }

    @Test(
        "silences it on the next line with content, or on its own",
        arguments: [
            (["# millrace:allow W0607 it will grow"], ""), ([], " # millrace:allow W0607 it will grow"),
            (["# millrace:allow W0607 it will grow", "", "# more", "#"], ""),
            (["#millrace:allow W0607 it will grow"], ""), (["##  millrace:allow  W0607   it will grow"], ""),
        ])
    func silences(lines: [String], behind: String) throws {
        #expect(try codes(before: lines, behind: behind) == [])
    }

    @Test(
        "does nothing without a reason, for another line, or within a text",
        arguments: [
            (["# millrace:allow W0607"], "", ["W0607", "W0902"]),
            (["# millrace:allow W0607   "], "", ["W0607", "W0902"]),
            (["# millrace:allow W0706 it will grow"], "", ["W0607", "W0901"]),
            (["# see millrace:allow W0607 it will grow"], "", ["W0607"]),
            (["# millrace:allowed W0607 it will grow"], "", ["W0607"]),
            (["# millrace:allow"], "", ["W0607", "W0903"]),
            (["# millrace:allow W607 it will grow"], "", ["W0607", "W0903"]),
            (["# millrace:allow E0201 it will grow"], "", ["W0607", "W0903"]),
        ])
    func ineffective(lines: [String], behind: String, expected: [String]) throws {
        #expect(try codes(before: lines, behind: behind).sorted() == expected)
    }

    @Test(
        "is no comment within a value",
        arguments: ["\"# millrace:allow X1 a\"", "|\n      # millrace:allow X1 a", "a\n\n      b# millrace:allow X1 a"])
    func texts(message: String) throws {
        #expect(try codes(message: message) == ["W0607"])
    }

    @Test("is found behind the mark of a block")
    func blockHead() throws {
        #expect(try codes(message: "| # millrace:allow X1 a\n      text").sorted() == ["W0607", "W0903"])
    }

    @Test("is not called unused while errors keep other checks from running")
    func errors() throws {
        let text =
            "kind: pipeline\nname: report # millrace:allow W0607 not here\nstpes: []\nsteps:\n- id: a\n  uses: log.write\n  with: { message: a }\n"
        #expect(try ProjectFolder.read(["p.yaml": text]).diagnostics.map(\.code) == ["E0201"])
        let mended = text.replacing("stpes: []\n", with: "")
        #expect(try ProjectFolder.read(["p.yaml": mended]).diagnostics.map(\.code) == ["W0901"])
    }
}
