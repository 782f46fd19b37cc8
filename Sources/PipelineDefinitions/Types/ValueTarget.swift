import StepKit

/// Whom a value is for.
enum ValueTarget {
    /// A plugin; `nil` for one that is not installed, or for a field that it does not have.
    case step(StepDescription?, slot: FieldSlot?)
    /// The job's result.
    case output

    var slot: FieldSlot? {
        if case .step(_, let slot) = self { slot } else { nil }
    }

    var item: ValueTarget {
        if case .step(let plugin, let slot) = self { .step(plugin, slot: slot?.item) } else { self }
    }

    func member(_ key: String) -> ValueTarget {
        if case .step(let plugin, let slot) = self { .step(plugin, slot: slot?.member(key)) } else { self }
    }
}
