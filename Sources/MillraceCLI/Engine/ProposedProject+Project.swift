import Broker
import JSONModel
import MillraceServer
import PipelineDefinitions
import StepKit
import Synchronization

extension ProposedProject {
    /// What the one validator says of these files, and of the deliveries that a store holds already.
    init(_ source: ProjectSource, registry: StepRegistry) {
        let reading = Project.read(source, registry: registry)
        let subscriptions = Set(reading.project?.withRunSubscriptions.routing.subscriptions.map(\.name) ?? [])
        let known = KnownDefinitions()
        self.init(diagnostics: reading.diagnostics.map(\.jsonValue), isValid: reading.project != nil) {
            subscription, definition in
            guard subscriptions.contains(subscription) else {
                return Obstacle(
                    code: "subscription_gone",
                    text: "no file names subscription `\(subscription)`: nobody would work on its deliveries")
            }
            return known.obstacle(definition) { Self.obstacle(to: definition, registry) }
        }
    }

    /// A pinned text runs as it is, whatever later checks would say of it; but it needs its plugins and their fields.
    private static func obstacle(to definition: Definition, _ registry: StepRegistry) -> Obstacle? {
        let text = ["pipelines/\(definition.name).yaml": definition.text]
        let reading = Project.read(.texts(text), registry: registry)
        let isReadable = (try? PipelineDefinition(pinned: definition.text, name: definition.name)) != nil
        let cause = reading.diagnostics.first { finding in
            finding.severity == .error && (!isReadable || finding.code.hasPrefix("E03"))
        }
        guard let cause else { return nil }
        return Obstacle(
            code: "definition_unusable",
            text: "the text its jobs are pinned to cannot run (line \(cause.range.start.line)): \(cause.message)")
    }
}

/// Each definition is looked at once, however many jobs it has.
private final class KnownDefinitions: Sendable {
    private let state = Mutex<[String: ProposedProject.Obstacle?]>([:])

    func obstacle(
        _ definition: Definition, _ find: () -> ProposedProject.Obstacle?
    ) -> ProposedProject.Obstacle? {
        if let known = state.withLock({ $0[definition.hash] }) { return known }
        let obstacle = find()
        state.withLock { $0[definition.hash] = .some(obstacle) }
        return obstacle
    }
}
