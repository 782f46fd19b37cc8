import CPCRE2

/// What one search may use.
///
/// PCRE2 counts its own limits anew at every place where a match could start, so that a long text multiplies them;
/// this budget is for the whole search. A step is one part of the pattern tried, or 64 bytes passed by a loop.
struct SearchBudget {
    private static let matchLimit: UInt32 = 2_000_000
    private static let depthLimit: UInt32 = 250_000
    private static let heapLimitKiB: UInt32 = 65_536

    static let maximumSteps = 5_000_000

    private var stepsLeft: Int
    private var lastPosition = 0

    private init(steps: Int) { stepsLeft = steps }

    /// Runs a search under the limits; beyond them it ends with `PCRE2_ERROR_CALLOUT` or one of PCRE2's limit errors.
    /// - Parameter steps: what it may take; what it took is subtracted.
    static func spend(_ steps: inout Int, in context: OpaquePointer, _ search: () -> Int32) -> Int32 {
        let given = min(max(0, steps), maximumSteps)
        var budget = SearchBudget(steps: given)
        defer { steps -= given - max(0, budget.stepsLeft) }
        pcre2_set_match_limit_8(context, matchLimit)
        pcre2_set_depth_limit_8(context, depthLimit)
        pcre2_set_heap_limit_8(context, heapLimitKiB)
        return withUnsafeMutablePointer(to: &budget) { budget in
            pcre2_set_callout_8(
                context,
                { block, budget in
                    guard let block, let budget else { return PCRE2_ERROR_CALLOUT }
                    let position = block.pointee.current_position
                    return budget.assumingMemoryBound(to: SearchBudget.self).pointee.takeStep(at: position)
                }, budget)
            return search()
        }
    }

    private mutating func takeStep(at position: Int) -> Int32 {
        stepsLeft -= 1 + abs(position - lastPosition) / 64
        lastPosition = position
        return stepsLeft >= 0 ? 0 : PCRE2_ERROR_CALLOUT
    }
}
