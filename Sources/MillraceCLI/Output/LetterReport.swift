import JSONModel

/// A dead letter for a person: why it died first, then what it had done and what it carries.
struct LetterReport {
    let letter: JSONValue

    func print() {
        for line in lines { Console.data(line) }
    }

    private var lines: [String] {
        let error = letter["error"] ?? .null
        var lines = [
            "delivery  \(letter.cell("delivery")) of `\(letter.cell("subscription"))`",
            "job       \(letter.cell("jobId"))  \(letter.cell("jobType"))",
            "pipeline  \(letter.cell("pipeline"))  \(letter.cell("definition").prefix(12))",
            "died      \(letter.cell("diedAt"))  \(Style.standardOutput.paint(letter.cell("reason"), .red))",
            "error     \(error.errorLine)", "attempts  \(attempts)",
        ]
        if let details = error["details"], !details.isNull { lines.append("details   \(details.text())") }
        for step in letter["steps"]?.arrayValue ?? [] {
            lines.append("step      \(step.cell("id"))  \(step.cell("status"))  \(step.cell("endedAt"))")
        }
        return lines + ["payload   \((letter["payload"] ?? .null).text(pretty: true))"]
    }

    private var attempts: String {
        let words = [
            ("failed", "failed"), ("timedOut", "timed out"), ("lockLost", "lock lost"), ("workerDied", "worker died"),
            ("released", "given back"),
        ]
        let causes = words.compactMap { key, word in
            letter["attempts"].flatMap { $0.count(key) > 0 ? "\($0.count(key)) \(word)" : nil }
        }
        return causes.isEmpty ? "none" : causes.joined(separator: ", ")
    }
}
