import Synchronization

/// Numbers gathered by several threads.
final class Counts: Sendable {
    private let numbers = Mutex<[Int64]>([])

    /// `nil` stands for a failure, and is not counted.
    func add(_ number: Int64?) {
        if let number { numbers.withLock { $0.append(number) } }
    }

    var all: [Int64] { numbers.withLock { $0 } }
}
