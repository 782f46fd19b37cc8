import Broker
import Expressions

/// The names that the expressions of a pipeline see, step after step, and their types.
struct PipelineScope {
    static let stepParts = ["output", "status", "error", "attempt"]
    private static let statuses = Set(StepRecord.Status.allCases.map(\.rawValue))
    private static let job = ObjectShape(
        name: "`job`",
        members: [
            "id": .init(.string), "type": .init(.string), "creatorId": .init(.any), "attempt": .init(.int),
            "createdAt": .init(.int), "now": .init(.int),
        ])
    private static let constant: [String: StaticType] = [
        "job": .object(job), "message": .map(.string, .any), "env": .map(.string, .string),
        "secrets": .map(.string, .string),
    ]
    /// In the order in which they are told.
    static let roots = ["input", "job", "message", "steps", "env", "secrets"]

    /// What each name stands for where the next step runs.
    private(set) var names = constant
    /// Of the steps so far that have a condition.
    private(set) var conditional: [(id: String, guards: Guards)] = []
    /// Open: a name that is no step's has a finding of its own.
    private var steps = ObjectShape(name: "`steps`", members: [:], isOpen: true)

    init(input: StaticType) {
        names["input"] = input
        names["steps"] = .object(steps)
    }

    /// The members of an object root that are declared.
    func members(of root: String) -> [String: ObjectShape.Member] {
        if case .object(let shape)? = names[root] { shape.members } else { [:] }
    }

    /// Adds a step that has run, or was skipped.
    mutating func add(_ step: StepDefinition, output: StaticType, guards: Guards) {
        let absence = step.when.map { "`\(step.id)` runs only when `\(Self.short($0.source))`" }
        let shape = ObjectShape(
            name: "a step",
            members: [
                "output": .init(output, absence: absence), "status": .init(.string(among: Self.statuses)),
                "error": .init(.any), "attempt": .init(.int),
            ])
        // Taken out first, so that one step more costs no copy of all the others.
        names["steps"] = nil
        steps.members[step.id] = .init(.object(shape))
        names["steps"] = .object(steps)
        if step.when != nil { conditional.append((step.id, guards)) }
    }

    private static func short(_ condition: String) -> String {
        let line = condition.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 60 ? line.prefix(57) + "…" : line
    }
}
