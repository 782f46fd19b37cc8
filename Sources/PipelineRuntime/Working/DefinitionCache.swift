import Broker
import PipelineDefinitions
import Synchronization

/// The pipelines in use, by hash. One that is not in the project any more is read from the store: jobs are pinned.
final class DefinitionCache: Sendable {
    private let state: Mutex<[String: PipelineDefinition]>
    private let reader: any BrokerReader

    init(_ pipelines: [PipelineDefinition], reader: any BrokerReader) {
        state = Mutex(Dictionary(pipelines.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first }))
        self.reader = reader
    }

    func pipeline(_ hash: String) async throws -> PipelineDefinition {
        if let known = state.withLock({ $0[hash] }) { return known }
        guard let definition = try await reader.definition(hash) else {
            throw BrokerError(.notFound, "there is no pipeline text with hash \(hash)")
        }
        let pipeline = try PipelineDefinition(pinned: definition.text, name: definition.name)
        state.withLock { $0[hash] = pipeline }
        return pipeline
    }
}
