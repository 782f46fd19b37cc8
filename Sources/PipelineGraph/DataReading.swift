import Expressions
import PipelineDefinitions

/// What expressions read of the input and of earlier steps, each field once, in the order it is met.
struct DataReading {
    enum Source: Hashable {
        case input
        case step(String)
    }

    private(set) var fields: [(source: Source, names: [String])] = []

    init() {}

    init(_ step: StepDefinition) {
        if let list = step.forEach { add(list) }
        if let when = step.when { add(when) }
        add(step.with)
        if let key = step.cache?.key { add(key) }
    }

    mutating func add(_ template: ValueTemplate) {
        for expression in template.expressions { add(expression) }
    }

    mutating func add(_ expression: Expression) {
        for reference in expression.references {
            let path = reference.path
            switch reference.root {
            case "input": note(path.count > 1 ? path[1] : "input", of: .input)
            case "steps" where path.count > 1: note(Self.part(path.dropFirst(2)), of: .step(path[1]))
            default: break
            }
        }
    }

    /// `output.file.path` is known as `file`; `status` and a whole `output` by their own names.
    private static func part(_ path: ArraySlice<String>) -> String {
        guard let first = path.first else { return "output" }
        return first == "output" ? path.dropFirst().first ?? first : first
    }

    private mutating func note(_ name: String, of source: Source) {
        guard let index = fields.firstIndex(where: { $0.source == source }) else {
            return fields.append((source, [name]))
        }
        if !fields[index].names.contains(name) { fields[index].names.append(name) }
    }
}
