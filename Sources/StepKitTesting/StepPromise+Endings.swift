import StepKit

/// How attempts end.
extension StepPromise {
    static let endings = [abortedBeforeStart]

    static let abortedBeforeStart = StepPromise("aborted before it starts, it throws") { step in
        guard let example = step.examples.first else { return nil }
        switch try await step.runAborted(example) {
        case .aborted, .failed: return nil
        case .abandoned: return "it was still running after the grace period"
        case .succeeded: return "it ran to its end; begin with `try context.abort.throwIfAborted()`"
        case .refused(let problems): return problems.first?.message ?? "the example is refused"
        }
    }
}
