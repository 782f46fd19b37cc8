import Expressions

/// What is there for certain where a step runs, because its `when` was true.
struct Guards {
    /// Conditions that were true, without blanks.
    private(set) var conditions: Set<String> = []
    /// Paths of members that are there: `steps.video.output`.
    private(set) var present: Set<String> = []

    /// No condition at all.
    init() {}

    /// Of a step whose having run no condition can tell, but for one on its status.
    static let never: Guards = {
        var guards = Guards()
        guards.conditions = ["false"]
        return guards
    }()

    /// - Parameter earlier: of the steps before that have a condition, in their order.
    init(_ when: Expression, earlier: [(id: String, guards: Guards)]) {
        let completed = read(when)
        for (id, guards) in earlier where completed.contains(id) || guards.conditions.isSubset(of: conditions) {
            complete(id, guards)
        }
    }

    /// What an expression that looks at a step's status itself may be trusted with.
    init(trusting expression: Expression) {
        for reference in expression.references {
            if let id = Self.stepOfStatus(reference) { present.insert("steps.\(id).output") }
        }
    }

    func union(_ other: Guards) -> Guards {
        var both = self
        both.conditions.formUnion(other.conditions)
        both.present.formUnion(other.present)
        return both
    }

    private mutating func complete(_ id: String, _ guards: Guards) {
        present.insert("steps.\(id).output")
        conditions.formUnion(guards.conditions)
        present.formUnion(guards.present)
    }

    /// - Returns: the steps that it says have completed.
    private mutating func read(_ when: Expression) -> Set<String> {
        var completed: Set<String> = []
        for conjunct in when.conjuncts {
            let condition = Self.withoutBlanks(conjunct.text)
            conditions.insert(condition)
            guard !condition.hasPrefix("!has(") else { continue }
            for reference in when.references where conjunct.range.contains(reference.range.lowerBound) {
                if reference.isPresenceTest { insertPresence(of: reference.path, &completed) }
                if let id = Self.stepOfStatus(reference), !Self.saysNotCompleted(condition) { completed.insert(id) }
            }
        }
        return completed
    }

    /// A guard such as `has(input.a) || has(input.b)` is trusted as well: what it means is beyond this.
    private mutating func insertPresence(of path: [String], _ completed: inout Set<String>) {
        present.insert(path.joined(separator: "."))
        if path.count > 2, path[0] == "steps", path[2] == "output" { completed.insert(path[1]) }
    }

    private static func stepOfStatus(_ reference: Reference) -> String? {
        let path = reference.path
        return path.count == 3 && path[0] == "steps" && path[2] == "status" ? path[1] : nil
    }

    private static func saysNotCompleted(_ condition: String) -> Bool {
        let plain = condition.replacing("'", with: "\"")
        let others = ["skipped", "failed", "not_run"]
        let comparisons = others.map { (sign: "==", word: "\"\($0)\"") } + [(sign: "!=", word: "\"completed\"")]
        return comparisons.contains {
            plain.hasSuffix(".status" + $0.sign + $0.word) || plain.hasPrefix($0.word + $0.sign)
        }
    }

    /// Blanks inside texts stay.
    private static func withoutBlanks(_ text: String) -> String {
        var quote: Character?
        return text.filter { character in
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            }
            return quote != nil || !character.isWhitespace
        }
    }
}
