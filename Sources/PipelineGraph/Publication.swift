import Expressions
import JSONModel
import PipelineDefinitions

/// What a step is written to publish: known without running it, where the pipeline says it in plain words.
struct Publication: Hashable {
    /// `nil` if an expression decides.
    let topic: String?
    /// The job or event type; `nil` if an expression decides.
    let type: String?

    /// `nil` for steps that publish nothing, as far as their plugin's name tells.
    init?(_ step: StepDefinition) {
        guard case .map(let members) = step.with else { return nil }
        switch step.uses {
        case "events.emit":
            topic = "events"
            type = Self.text(members["type"])
        case "message.publish":
            topic = members["topic"] == nil ? "jobs" : Self.text(members["topic"])
            type = Self.text(members["job_type"])
        default: return nil
        }
    }

    private static func text(_ template: ValueTemplate?) -> String? {
        switch template {
        case .literal(let value): value.stringValue
        case .text(let text) where text.isLiteral: text.source
        default: nil
        }
    }
}
