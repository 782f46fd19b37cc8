import StepKit

extension TimeSource {
    /// Runs `body`, and fires `signal` if it takes longer than that.
    func withLimit<Value: Sendable>(
        _ limit: Duration, firing signal: AbortSignal, _ body: () async -> Value
    ) async -> Value {
        await withTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                guard (try? await self.sleep(for: max(limit, .zero))) != nil else { return }
                signal.fire(.timedOut)
            }
            return await body()
        }
    }
}
