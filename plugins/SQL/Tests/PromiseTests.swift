import SQLSteps
import StepKitTesting
import Testing

@Suite("SQL steps keep every promise")
struct PromiseTests {
    @Test("promise of sql.query", arguments: StepPromise.all)
    func query(promise: StepPromise) async throws { try await promise.check(SQLQueryStep.self) }

    @Test("promise of sql.execute", arguments: StepPromise.all)
    func execute(promise: StepPromise) async throws { try await promise.check(SQLExecuteStep.self) }
}
