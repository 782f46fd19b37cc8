import JSONModel
import StepKit

/// Whether the times of a pipeline's steps fit each other and its deadline.
struct TimeCheck {
    let steps: [LocatedStep]
    let deadline: Duration?
    let deadlineRange: SourceRange?
    let registry: StepRegistry

    func run(_ reader: inout NodeReader) {
        for step in steps {
            // What runs after a failure has not its deadline.
            let isTimeoutPossible = step.section == .steps && checkTimeout(of: step, &reader)
            let retry = RetryCheck(step: step, plugin: registry.description(of: step.definition.uses))
            let areWaitsMeant = retry.run(&reader)
            if isTimeoutPossible, areWaitsMeant { checkWaits(of: step, &reader) }
        }
    }

    private func checkTimeout(of step: LocatedStep, _ reader: inout NodeReader) -> Bool {
        guard let deadline, step.definition.timeout > deadline, let range = step.timeoutRange else { return true }
        let timeout = step.definition.timeout.shortText
        reader.report(
            Diagnostic(
                code: "E0503", message: "step timeout \(timeout) is longer than the deadline \(deadline.shortText)",
                file: reader.file.path, range: range,
                help: "the step can never use it; shorten it or lengthen `deadline`", notes: deadlineNote(reader)))
        return false
    }

    /// Only the waits are certain: how long the tries take, nobody knows.
    private func checkWaits(of step: LocatedStep, _ reader: inout NodeReader) {
        let waits = RetryWaits(step.definition.retry)
        guard let deadline, let lost = waits.firstTry(after: deadline), let range = step.node["retry"]?.range else {
            return
        }
        reader.report(
            Diagnostic(
                .warning, code: "W0505",
                message: "try \(lost) of step `\(step.definition.id)` can never begin before the deadline of "
                    + deadline.shortText,
                file: reader.file.path, range: range, label: "waits: \(waits.sum(before: lost))",
                help: "shorten the waits, or lengthen `deadline`", notes: deadlineNote(reader)))
    }

    private func deadlineNote(_ reader: NodeReader) -> [Diagnostic.Note] {
        deadlineRange.map { [.init(message: "for all steps together", file: reader.file.path, range: $0)] } ?? []
    }
}
