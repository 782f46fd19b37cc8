import JSONModel
import PipelineDefinitions

/// Compares what came of a test with what it expects.
struct OutcomeCheck {
    let test: PipelineTest
    let outcome: TestOutcome
    private var failures: [TestFailure] = []

    /// Everything that is not as expected, in the order of the file.
    static func failures(of outcome: TestOutcome, in test: PipelineTest) -> [TestFailure] {
        // They make the rest happen: one cause, one failure.
        guard outcome.problems.isEmpty else {
            return outcome.problems.map { TestFailure($0, at: test.nameRange) }
        }
        var check = OutcomeCheck(test: test, outcome: outcome)
        check.run()
        return check.failures.sorted { $0.range.start < $1.range.start }
    }

    private init(test: PipelineTest, outcome: TestOutcome) {
        self.test = test
        self.outcome = outcome
    }

    private mutating func run() {
        let refused = test.expectation["refused"]
        switch (refused, outcome.refusal) {
        case (let node?, let refusal): return compare(refusal, with: node, "refused")
        case (nil, let refusal?):
            let message = refusal["message"]?.stringValue ?? ""
            return failures.append(
                TestFailure("the job was refused: \(message)", at: test.nameRange, came: refusal))
        case (nil, nil): break
        }
        for key in ["status", "deliveries", "error", "dead_letter", "result", "steps", "published", "records"] {
            guard let node = test.expectation[key] else { continue }
            compare(outcome.value[key], with: node, key)
        }
        if let node = test.expectation["result_is"] {
            compare(outcome.value["result"], with: node, "result", exactly: true)
        }
        checkEvents()
        checkTime()
        for assertion in test.expectation.assertions { check(assertion) }
    }

    private mutating func compare(_ actual: JSONValue?, with node: YAMLNode, _ name: String, exactly: Bool = false) {
        for mismatch in ValueComparison.mismatches(
            of: actual, with: node, exactly: exactly, at: JSONPointer([name]))
        {
            var failure = TestFailure(
                mismatch.path.dottedText, at: mismatch.range, wanted: mismatch.wanted, came: mismatch.came)
            failure.isNothing = mismatch.came == nil
            if name == "result" { failure.replacement = mismatch.isReplaceable ? mismatch.came : nil }
            if name == "status" { failure.because = outcome.value["error"]?.failureText }
            failures.append(failure)
        }
    }

    /// In the order given; others may come between.
    private mutating func checkEvents() {
        let events = outcome.value["events"]?.arrayValue ?? []
        var next = 0
        for (index, node) in (test.expectation["events"]?.items ?? []).enumerated() {
            let rest = events[next...]
            if let found = rest.firstIndex(where: { ValueComparison.mismatches(of: $0, with: node).isEmpty }) {
                next = found + 1
                continue
            }
            // One of that type says more than that there is none.
            let type = node["type"]?.scalar?.text ?? ""
            if let near = rest.first(where: { $0["type"]?.stringValue == type }) {
                compare(near, with: node, "events[\(index)]")
            } else {
                let types = rest.compactMap { $0["type"] }
                failures.append(
                    TestFailure(
                        "events[\(index)]", at: node.range,
                        wanted: "`\(type)`\(next > 0 ? " after the one before" : "")",
                        came: .array(types)))
            }
            return
        }
    }

    private mutating func checkTime() {
        guard let took = test.expectation.took, !took.allows(outcome.took) else { return }
        failures.append(
            TestFailure("took", at: took.range, wanted: took.text, came: .string(outcome.took.shortText)))
    }

    private mutating func check(_ assertion: TestAssertion) {
        switch assertion.verdict(on: outcome.value) {
        case .holds: return
        case .cannotTell(let problem):
            failures.append(TestFailure("that: \(problem)", at: assertion.range))
        case .fails(let values):
            failures.append(TestFailure("that: it is false", at: assertion.range, values: values))
        }
    }
}

extension JSONPointer {
    /// `result.scenes[0].start`.
    fileprivate var dottedText: String {
        var text = ""
        for token in tokens {
            if !text.isEmpty, Int(token) != nil {
                text += "[\(token)]"
            } else {
                text += (text.isEmpty ? "" : ".") + token
            }
        }
        return text
    }
}

extension JSONValue {
    /// "rate_limit: the mock fails (`analysis`)".
    fileprivate var failureText: String? {
        guard let code = self["code"]?.stringValue, let message = self["message"]?.stringValue else { return nil }
        return "\(code): \(message)" + (self["step"]?.stringValue.map { " (step `\($0)`)" } ?? "")
    }
}
