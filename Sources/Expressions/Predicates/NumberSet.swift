/// A set of numbers: intervals in order that do not meet.
struct NumberSet: Sendable, Hashable {
    struct Interval: Sendable, Hashable {
        var lower = -Double.infinity
        var upper = Double.infinity
        var includesLower = true
        var includesUpper = true

        var isEmpty: Bool { lower > upper || (lower == upper && !(includesLower && includesUpper)) }

        func contains(_ number: Double) -> Bool {
            (number > lower || (number == lower && includesLower))
                && (number < upper || (number == upper && includesUpper))
        }

        func intersection(_ other: Interval) -> Interval {
            let (low, high) = (max(lower, other.lower), min(upper, other.upper))
            return Interval(
                lower: low, upper: high,
                includesLower: (low > lower || includesLower) && (low > other.lower || other.includesLower),
                includesUpper: (high < upper || includesUpper) && (high < other.upper || other.includesUpper))
        }

        /// A round number of it, if there is one; `nil` if it is empty or holds nothing that a double can say.
        var example: Double? {
            let middle = lower / 2 + upper / 2
            let candidates = [0, 1, lower, lower.rounded(.down) + 1, upper, upper.rounded(.up) - 1, middle]
            return candidates.first { $0.isFinite && contains($0) }
        }
    }

    let intervals: [Interval]

    static let all = NumberSet(intervals: [Interval()])
    static let none = NumberSet(intervals: [])

    private init(intervals: [Interval]) { self.intervals = intervals }

    init(_ number: Double) {
        self.init(intervals: [Interval(lower: number, upper: number)])
    }

    init(_ numbers: some Sequence<Double>) {
        self.init(intervals: Set(numbers).sorted().map { Interval(lower: $0, upper: $0) })
    }

    /// Those for which `number symbol bound` is true; `nil` if the symbol does not order.
    init?(_ symbol: BinaryOperator, _ bound: Double) {
        switch symbol {
        case .less: self.init(intervals: [Interval(upper: bound, includesUpper: false)])
        case .lessOrEqual: self.init(intervals: [Interval(upper: bound)])
        case .greater: self.init(intervals: [Interval(lower: bound, includesLower: false)])
        case .greaterOrEqual: self.init(intervals: [Interval(lower: bound)])
        default: return nil
        }
    }

    var isEmpty: Bool { intervals.isEmpty }

    func contains(_ number: Double) -> Bool { intervals.contains { $0.contains(number) } }

    func intersection(_ other: NumberSet) -> NumberSet {
        if self == .all { return other }
        if other == .all { return self }
        var found: [Interval] = []
        for interval in intervals {
            found += other.intervals.map { interval.intersection($0) }.filter { !$0.isEmpty }
        }
        return NumberSet(intervals: found)
    }

    var complement: NumberSet {
        var gaps: [Interval] = []
        var gap = Interval()
        for interval in intervals {
            gap.upper = interval.lower
            gap.includesUpper = !interval.includesLower
            if !gap.isEmpty, interval.lower > -.infinity { gaps.append(gap) }
            gap = Interval(lower: interval.upper, includesLower: !interval.includesUpper)
        }
        if intervals.last.map({ $0.upper < .infinity }) ?? true { gaps.append(gap) }
        return NumberSet(intervals: gaps)
    }

    var example: Double? { intervals.lazy.compactMap(\.example).first }

    /// All of them; `nil` if they cannot be counted.
    var members: [Double]? {
        intervals.allSatisfy { $0.lower == $0.upper } ? intervals.map(\.lower) : nil
    }
}
