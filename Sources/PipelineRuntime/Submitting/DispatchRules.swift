import Broker
import Expressions
import JSONModel
import PipelineDefinitions

/// Who waits for his result: the `dispatch` rules of the subscriptions in force.
struct DispatchRules: Sendable {
    private let rules: [String: [DispatchRule]]

    init(_ routing: RoutingDefinition) {
        rules = Dictionary(
            routing.subscriptions.filter { !$0.dispatch.isEmpty }.map { ($0.name, $0.dispatch) },
            uniquingKeysWith: { first, _ in first })
    }

    /// `inline` if one of these subscriptions says so. A condition that cannot be evaluated does not hold.
    /// - Parameter submission: only made where there is a rule: most jobs have none.
    func run(_ submission: @autoclosure () -> JobSubmission, in subscriptions: [String]) -> DispatchRule.Run {
        let concerned = subscriptions.compactMap { rules[$0] }
        guard !concerned.isEmpty else { return .queued }
        let submission = submission()
        let bindings = [
            "message": CELValue(.object(submission.routingAttributes)), "input": CELValue(submission.payload),
        ]
        let isInline = concerned.contains { rules in
            rules.first { $0.when.map { $0.isTrue(bindings) } ?? true }?.run == .inline
        }
        return isInline ? .inline : .queued
    }
}
