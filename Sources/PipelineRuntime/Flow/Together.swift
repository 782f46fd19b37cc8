import Broker
import StepKit

/// Runs pieces of work at the same time, at most so many. The first that fails stops the others: they are asked, get
/// their grace, and are waited for.
struct Together: Sendable {
    /// The piece that failed first.
    struct Failed: Error {
        let index: Int
        let end: AttemptEnd
    }

    let atMost: Int
    /// Of what the pieces belong to.
    let signal: AbortSignal

    /// - Returns: what the pieces came to, in their order.
    func run<Value: Sendable>(
        _ count: Int, _ piece: @escaping @Sendable (Int, AbortSignal) async throws(AttemptEnd) -> Value
    ) async throws(Failed) -> [Value] {
        let own = AbortSignal()
        let link = signal.onAbort { own.fire($0) }
        defer { link.cancel() }
        let (values, failed) = await collect(count, own, piece)
        guard let failed else { return (0..<count).compactMap { values[$0] } }
        throw weigh(failed)
    }

    private func collect<Value: Sendable>(
        _ count: Int, _ own: AbortSignal,
        _ piece: @escaping @Sendable (Int, AbortSignal) async throws(AttemptEnd) -> Value
    ) async -> ([Int: Value], Failed?) {
        await withTaskGroup(of: (Int, Result<Value, AttemptEnd>).self) { group in
            var (values, failed): ([Int: Value], Failed?) = ([:], nil)
            var next = 0
            while true {
                while failed == nil, next < count, next - values.count < max(atMost, 1) {
                    let index = next
                    group.addTask {
                        (index, await Self.result { () throws(AttemptEnd) in try await piece(index, own) })
                    }
                    next += 1
                }
                guard let (index, result) = await group.next() else { return (values, failed) }
                switch result {
                case .success(let value): values[index] = value
                case .failure(let end):
                    guard failed == nil else { continue }
                    failed = Failed(index: index, end: end)
                    own.fire(.cancelled)
                }
            }
        }
    }

    private static func result<Value: Sendable>(
        _ body: () async throws(AttemptEnd) -> Value
    ) async -> Result<Value, AttemptEnd> {
        do throws(AttemptEnd) { return .success(try await body()) } catch { return .failure(error) }
    }

    /// Whoever stops all of it outweighs what failed, but for a deadline: a failure that came before it stays.
    private func weigh(_ failed: Failed) -> Failed {
        guard let reason = signal.reason else { return failed }
        switch failed.end {
        case .aborted(_, let step): return Failed(index: failed.index, end: .aborted(reason, step: step))
        case .failed(let record, _, _), .stepTimedOut(let record):
            guard reason != .timedOut else { return failed }
            return Failed(index: failed.index, end: .aborted(reason, step: record.step))
        }
    }
}
