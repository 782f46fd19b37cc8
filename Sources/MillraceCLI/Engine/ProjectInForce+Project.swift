import Broker
import Foundation
import FoundationEssentials
import JSONModel
import JSONSchemaValidation
import MillraceServer
import PipelineDefinitions
import StepKit

extension ProjectInForce {
    /// The same, which also checks files that somebody proposes.
    func checking(with registry: StepRegistry) -> ProjectInForce {
        var project = self
        project.proposal = { ProposedProject(.texts($0), registry: registry) }
        return project
    }

    /// - Parameter project: with the subscriptions of `run`.
    init(_ project: Project) {
        let hashes = Dictionary(
            project.topology.subscriptions.map { ($0.name, $0.definition) }, uniquingKeysWith: { first, _ in first })
        self.init { definition, payload in
            let pipeline = try? PipelineDefinition(pinned: definition.text, name: definition.name)
            return pipeline?.input.validate(payload) ?? []
        } currentDefinition: { subscription in
            hashes[subscription]
        } schedules: { now in
            Dictionary(
                project.schedules.map { ($0.name, $0.plan(after: now)) }, uniquingKeysWith: { first, _ in first })
        }
    }
}

extension ScheduleDefinition {
    /// What it says, and its next three instants.
    fileprivate func plan(after now: Timestamp) -> JSONValue {
        var instants: [Timestamp] = []
        while isEnabled, instants.count < 3, let next = next(after: instants.last ?? now) { instants.append(next) }
        return [
            "cron": .string(cron.text), "timeZone": .string(timeZone.identifier), "jobType": .string(jobType),
            "enabled": .bool(isEnabled), "overlap": .string(overlap.rawValue), "catchUp": .string(catchUp.rawValue),
            "next": .array(instants.map { .string($0.text) }),
        ]
    }
}
