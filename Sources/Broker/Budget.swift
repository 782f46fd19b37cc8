public import JSONModel

/// How much may be spent. What is set aside and not settled counts in full.
///
/// A call that cannot cost anything is within every budget, also one of zero.
public struct Budget: Sendable, Hashable {
    public enum Scope: Sendable, Hashable {
        /// Each job, over its whole life: retries and redrives included.
        case job
        /// One pipeline in a day (UTC); `nil` is each pipeline that has no budget of its own.
        case pipeline(String?)
        /// Each creator in a day (UTC). Jobs without one share a budget.
        case creator
        /// Everybody in a day (UTC).
        case all
    }

    public var scope: Scope
    public var limit: Money

    public init(scope: Scope, limit: Money) {
        self.scope = scope
        self.limit = limit
    }
}
