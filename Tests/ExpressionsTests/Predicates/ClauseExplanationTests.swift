import Expressions
import JSONModel
import Testing

@Suite("Parts of a condition")
struct ClauseExplanationTests {
    private func explain(_ text: String, _ attributes: [String: JSONValue]) throws -> ClauseExplanation {
        try Expression(parsing: text).explain(["message": CELValue(.object(attributes))])
    }

    @Test("are told apart, with the values they read")
    func parts() throws {
        let whole = try explain(
            #"message.a == "x" && (message.n >= 5 || message.b.c) && has(message.d)"#,
            ["a": "x", "n": 3, "b": ["c": false]])
        #expect(whole.verdict == .fails && whole.connective == .all && whole.parts.count == 3)
        #expect(whole.parts[0].verdict == .holds && whole.parts[1].connective == .any)
        #expect(whole.obstacles.map(\.text) == ["message.n >= 5", "message.b.c", "has(message.d)"])
        #expect(whole.obstacles.map(\.readings.first?.path) == ["message.n", "message.b.c", "message.d"])
        #expect(whole.obstacles.map(\.readings.first?.value) == [3, false, nil])
    }

    @Test("that fail have their error, and one that holds is no obstacle")
    func errors() throws {
        let missing = try explain("message.a > 1", [:])
        guard case .error(let error) = missing.verdict else { throw error(missing) }
        #expect(error.code == .noSuchField && missing.obstacles.count == 1)
        let number = try explain("message.n", ["n": 3])
        guard case .error(let mismatch) = number.verdict else { throw self.error(number) }
        #expect(mismatch.code == .typeMismatch)
        #expect(try explain("message.a > 1 || message.n == 3", ["n": 3]).obstacles.isEmpty)
    }

    @Test("keep their places and say each path once")
    func places() throws {
        let text = "  message.n > 1 && message.n < message.n + 1"
        let whole = try explain(text, ["n": 2])
        #expect(
            whole.parts.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) } == whole.parts.map(\.text))
        #expect(whole.parts[1].readings.map(\.path) == ["message.n"])
    }

    private struct Unexpected: Error { let verdict: ClauseExplanation.Verdict }
    private func error(_ clause: ClauseExplanation) -> Unexpected { Unexpected(verdict: clause.verdict) }
}
