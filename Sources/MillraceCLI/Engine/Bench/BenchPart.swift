import ArgumentParser

/// What can be measured.
enum BenchPart: String, CaseIterable, ExpressibleByArgument {
    /// Jobs through the runtime.
    case jobs
    /// The same through the store alone.
    case store
    case enqueue, drain, publish, pickup
    /// Reading and checking pipelines.
    case validate
    /// One filter, compiled and evaluated.
    case filter
    /// Takes minutes, so only when it is asked for.
    case memory

    static let usual = allCases.filter { $0 != .memory }
}
