import Broker
import Expressions

/// The names that the expressions of a pipeline see, step after step, and their types.
struct PipelineScope {
    static let stepParts = ["output", "status", "error", "attempt"]
    private static let statuses = Set(StepRecord.Status.allCases.map(\.rawValue))
    /// Of a step that may not have run.
    private static let anyStatus = StaticType.string(among: statuses.union(["not_run"]))
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
    /// Those that all expressions see, in the order in which they are told.
    static let roots = ["input", "job", "message", "steps", "env", "secrets"]
    /// Of a step with `for_each`.
    static let itemRoots = ["item", "index"]
    /// Why a job failed.
    static let failureRoot = "failure"

    /// What others may know of a step.
    struct Entry {
        let step: StepDefinition
        let output: StaticType
        let guards: Guards
    }

    /// What each name stands for where the next step runs.
    private(set) var names = constant
    /// Of the steps so far that have a condition.
    private(set) var conditional: [(id: String, guards: Guards)] = []
    /// Open: a name that is no step's has a finding of its own.
    private var steps = ObjectShape(name: "`steps`", members: [:], isOpen: true)
    private var section = StepSection.steps

    init(input: StaticType) {
        names["input"] = input
        names["steps"] = .object(steps)
    }

    /// The members of an object root that are declared.
    func members(of root: String) -> [String: ObjectShape.Member] {
        if case .object(let shape)? = names[root] { shape.members } else { [:] }
    }

    /// The names that there are, in the order in which they are told.
    var roots: [String] { (Self.roots + Self.itemRoots + [Self.failureRoot]).filter { names[$0] != nil } }

    /// What a step with `for_each` sees beyond that.
    func seeing(item: StaticType) -> PipelineScope {
        var scope = self
        scope.names["item"] = item
        scope.names["index"] = .int
        return scope
    }

    /// Adds a step that has run, or was skipped.
    mutating func add(_ entry: Entry) {
        let step = entry.step
        // The condition of a step with a list is that of each item: the list is there.
        let condition = step.forEach == nil ? step.when : nil
        let absence = condition.map { "`\(step.id)` runs only when `\(Self.short($0.source))`" }
        let shape = ObjectShape(
            name: "a step",
            members: [
                "output": .init(entry.output, absence: absence), "status": .init(.string(among: Self.statuses)),
                "error": .init(.any), "attempt": .init(.int),
            ])
        changeSteps { $0[step.id] = .init(.object(shape)) }
        if condition != nil { conditional.append((step.id, entry.guards)) }
    }

    /// Goes on with the steps of another list: where they run, those before may not have.
    mutating func enter(_ next: StepSection) {
        guard next != section else { return }
        let reason = section == .steps ? "may not have run when the job fails" : "runs only when the job fails"
        section = next
        changeSteps { members in
            for (id, member) in members {
                guard case .object(var shape) = member.type, shape.members["status"]?.type != Self.anyStatus else {
                    continue
                }
                shape.members["status"] = .init(Self.anyStatus)
                shape.members["output"]?.absence = "`\(id)` \(reason)"
                members[id] = .init(.object(shape))
            }
        }
        conditional = steps.members.keys.sorted().map { ($0, .never) }
        names[Self.failureRoot] = .object(Self.failure(isSure: next == .onFailure))
    }

    private static func failure(isSure: Bool) -> ObjectShape {
        let absence = isSure ? nil : "the job may have succeeded"
        return ObjectShape(
            name: "`failure`",
            members: [
                "code": .init(.string, absence: absence), "message": .init(.string, absence: absence),
                "step": .init(.any, absence: absence),
            ])
    }

    /// Taken out first, so that one step more costs no copy of all the others.
    private mutating func changeSteps(_ change: (inout [String: ObjectShape.Member]) -> Void) {
        names["steps"] = nil
        change(&steps.members)
        names["steps"] = .object(steps)
    }

    private static func short(_ condition: String) -> String {
        let line = condition.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 60 ? line.prefix(57) + "…" : line
    }
}
