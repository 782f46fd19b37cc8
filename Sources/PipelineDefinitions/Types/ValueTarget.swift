import StepKit

/// Whom a value is for.
enum ValueTarget {
    /// A plugin; `nil` for one that is not installed, or for a field that it does not have.
    case step(StepDescription?, slot: FieldSlot?)
    /// A pipeline's input; `nil` where nothing is known of what it takes.
    case pipeline(String, slot: SchemaSlot?)
    /// What tells cached results apart.
    case cacheKey
    /// The items of a step that runs for each.
    case items
    /// The job's result.
    case output

    var slot: (any ValueSlot)? {
        switch self {
        case .step(_, let slot): slot
        case .pipeline(_, let slot): slot
        case .cacheKey, .items, .output: nil
        }
    }

    var item: ValueTarget {
        switch self {
        case .step(let plugin, let slot): .step(plugin, slot: slot?.item)
        case .pipeline(let name, let slot): .pipeline(name, slot: slot?.item)
        case .cacheKey, .items, .output: self
        }
    }

    func member(_ key: String) -> ValueTarget {
        switch self {
        case .step(let plugin, let slot): .step(plugin, slot: slot?.member(key))
        case .pipeline(let name, let slot): .pipeline(name, slot: slot?.member(key))
        case .cacheKey, .items, .output: self
        }
    }
}
