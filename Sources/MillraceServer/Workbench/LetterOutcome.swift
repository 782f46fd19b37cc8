import Broker
import JSONModel

/// What became of one letter of an order.
struct LetterOutcome {
    enum Word: String, CaseIterable {
        case redriven, discarded
        /// It was redriven since it was read, and has died again.
        case moved
        /// It is a dead letter no more.
        case gone
        /// The order does not fit it.
        case refused
    }

    let lock: Lock
    let word: Word
    var problem: Problem?

    var json: JSONValue {
        var view = DeadLetterView.value(of: lock).objectValue ?? [:]
        view["outcome"] = .string(word.rawValue)
        view["code"] = problem.map { .string($0.code) }
        view["detail"] = problem.map { .string($0.detail) }
        view["pointer"] = problem?.pointer.map { .string($0) }
        return .object(view)
    }

    /// `{"redriven": n, "discarded": n, "moved": n, "gone": n, "refused": n, "letters": […]}`.
    static func report(_ outcomes: [LetterOutcome]) -> JSONValue {
        var report: [String: JSONValue] = ["letters": .array(outcomes.map(\.json))]
        for word in Word.allCases { report[word.rawValue] = .int(Int64(outcomes.count { $0.word == word })) }
        return .object(report)
    }
}
