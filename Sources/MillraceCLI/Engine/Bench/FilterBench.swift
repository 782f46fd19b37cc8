import Expressions
import JSONModel

/// Parsing, checking and evaluating a simple filter over a message's attributes.
struct FilterBench: Sendable {
    static let source = #"message.jobType == "video.analysis" && message.priority >= 5"#

    let rounds: Int

    func run() throws -> JSONValue {
        let names: [String: StaticType] = ["message": .object(ObjectShape(name: "message", members: [:], isOpen: true))]
        let attributes: [String: JSONValue] = [
            "jobType": "video.analysis", "priority": 7, "creatorId": "creator-1", "size": "small",
        ]
        let filter = try Expression(parsing: Self.source)
        var matches = 0
        let evaluation = time(rounds) {
            if filter.isTrue(["message": CELValue(.object(attributes))]) { matches += 1 }
        }
        guard matches == rounds else { throw CommandFailure(.unableToWork, "the measured filter does not match") }
        let compilation = time(rounds / 10) {
            if let filter = try? Expression(parsing: Self.source) { matches += filter.check(names).problems.count }
        }
        return [
            "mode": "filter", "evaluations": .int(Int64(rounds)), "us_per_evaluation": .double(evaluation),
            "us_per_compilation": .double(compilation),
        ]
    }

    /// Microseconds of each.
    private func time(_ count: Int, _ body: () -> Void) -> Double {
        let start = ContinuousClock.now
        for _ in 0..<count { body() }
        let total = ContinuousClock.now - start
        return (Double(total.components.seconds) * 1e6 + Double(total.components.attoseconds) / 1e12) / Double(count)
    }
}
