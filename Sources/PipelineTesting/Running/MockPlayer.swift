import PipelineDefinitions
import PipelineRuntime
import StepKit

/// Decides what runs for a step of a test, and plays its mock.
struct MockPlayer: Sendable {
    /// Those that touch nothing but the job and its store: they run for real.
    static let harmless: Set<String> = [
        "contacts.find", "events.emit", "log.write", "message.publish", "records.get", "records.save",
    ]

    let mocks: [String: StepMock]
    let registry: StepRegistry
    /// The plugins that may run.
    let real: [String: StepInstance]
    let stage: TestStage
    let time: TimeSource
    let executor: VirtualExecutor

    /// - Parameter id: under which the step is stored.
    func instance(for step: StepDefinition, id: String) -> StepInstance? {
        guard let description = registry.description(of: step.uses) else { return nil }
        if let mock = mocks[id] ?? mocks[StoredID(id).withoutItems] {
            return StepInstance(description: description) { input, _ in
                let number = stage.beginTry(of: id, input: input)
                return try await play(mock, try: number, of: id)
            }
        }
        guard let real = real[step.uses] else { return missing(step, id, description) }
        return StepInstance(description: description) { input, context in
            _ = stage.beginTry(of: id, input: input)
            return try await executor.outside { try await real.run(input, context) }
        }
    }

    private func play(_ mock: StepMock, try number: Int, of id: String) async throws -> JSONValue {
        guard let turn = mock.turn(forTry: number) else {
            let message = "`\(id)` was tried \(number) times; its mock is for \(number - 1)"
            stage.report(message)
            throw StepFailure("mock_used_up", message)
        }
        if turn.takes > .zero { try await time.sleep(for: turn.takes) }
        switch turn.ending {
        case .output(let output): return output
        case .fails(let failure): throw failure
        }
    }

    private func missing(_ step: StepDefinition, _ id: String, _ description: StepDescription) -> StepInstance {
        StepInstance(description: description) { _, _ in
            let message =
                "`\(id)` has no mock, and `\(step.uses)` reaches outside: mock it, or pass --allow-real"
            stage.report(message)
            throw StepFailure("no_mock", message)
        }
    }
}
