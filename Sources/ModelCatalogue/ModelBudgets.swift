public import JSONModel

/// How much may be spent; `nil` is no limit. A budget of zero stops every call that can cost something.
public struct ModelBudgets: Sendable, Hashable {
    /// Over one job's whole life.
    public var job: Money?
    /// By each pipeline in a UTC day.
    public var pipeline: Money?
    /// By the pipelines named here in a UTC day; goes before ``pipeline``.
    public var pipelines: [String: Money] = [:]
    /// By each creator in a UTC day.
    public var creator: Money?
    /// By all together in a UTC day.
    public var day: Money?

    public init() {}

    public var isEmpty: Bool { self == ModelBudgets() }
}
