import Synchronization

/// The part of a job's progress that belongs to some piece of its work.
///
/// Pieces that run one after the other have parts that follow each other; those that run at the same time share one,
/// which grows with each of them.
struct ProgressShare: Sendable {
    private let place: @Sendable (Double) -> Double?

    /// Moves nothing.
    static let none = ProgressShare { _ in nil }

    /// From 0 to 100.
    static let whole = ProgressShare { $0 * 100 }

    private init(_ place: @escaping @Sendable (Double) -> Double?) {
        self.place = place
    }

    /// The job's progress, 0 to 100, once this piece has come so far, 0 to 1; `nil` if it moves nothing.
    func percent(at fraction: Double) -> Int? {
        // Halves of thirds do not add up exactly: what is a hair below a whole number is that number.
        place(fraction).map { min(max(Int($0 + 1e-6), 0), 100) }
    }

    /// The part between two points of this one, in percent.
    func part(from first: Int, to last: Int) -> ProgressShare {
        let (low, high) = (Double(first) / 100, Double(max(first, last)) / 100)
        return ProgressShare { [place] in place(low + $0 * (high - low)) }
    }

    /// Equal parts for pieces that run at the same time.
    func split(_ count: Int) -> [ProgressShare] {
        let sum = FractionSum(count: count)
        return (0..<count).map { index in ProgressShare { [place] in place(sum.raise(index, to: $0)) } }
    }
}

/// How far pieces of work are that run at the same time.
private final class FractionSum: Sendable {
    private struct State {
        var fractions: [Double]
        var sum = 0.0
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(fractions: Array(repeating: 0, count: count)))
    }

    /// - Returns: how far all of them are together, 0 to 1.
    func raise(_ index: Int, to fraction: Double) -> Double {
        state.withLock { state in
            let more = max(fraction - state.fractions[index], 0)
            state.fractions[index] += more
            state.sum += more
            return min(state.sum / Double(state.fractions.count), 1)
        }
    }
}
