import JSONModel

/// Whether the times of subscriptions fit those of the pipelines they run.
struct AttemptTimeCheck: ProjectCheck {
    func run(_ project: LocatedProject) -> [Diagnostic] {
        let pipelines = Dictionary(project.pipelines.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let subscriptions = Dictionary(grouping: project.routing.subscriptions) { $0.pipeline ?? "" }
        var found: [Diagnostic] = []
        for subscription in project.routing.subscriptions {
            guard let pipeline = pipelines[subscription.pipeline ?? ""] else { continue }
            found += renewal(subscription, pipeline)
        }
        guard project.isComplete, project.routing.isComplete else { return found }
        for pipeline in project.pipelines { found += limits(pipeline, subscriptions[pipeline.name] ?? []) }
        return found
    }

    /// Beyond `renew_for` the lock lasts once more, and then somebody else may take the delivery.
    private func renewal(_ subscription: LocatedSubscription, _ pipeline: LocatedPipeline) -> [Diagnostic] {
        guard let limits = subscription.definition, let definition = pipeline.definition,
            let renewFor = limits.renewFor, let node = subscription.node["renew_for"]
        else { return [] }
        let isByDeadline = definition.deadline.map { $0 < limits.timeout } ?? false
        let longest = min(definition.deadline ?? limits.timeout, limits.timeout)
        guard longest > renewFor + limits.lock else { return [] }
        let note =
            isByDeadline
            ? Diagnostic.Note(
                message: "an attempt may run so long", file: pipeline.file.path,
                range: pipeline.root["deadline"]?.range ?? pipeline.nameRange)
            : subscription.note(Self.spoken(subscription), at: "timeout")
        return [
            Diagnostic(
                code: "E0504",
                message: "an attempt may run \(longest.shortText), but its lock ends after "
                    + "\((renewFor + limits.lock).shortText); another worker would start it again",
                file: subscription.file.path, range: node.range,
                label: "renewed for \(renewFor.shortText), then `lock: \(limits.lock.shortText)` once more",
                help:
                    "leave `renew_for` out, so that the lock is renewed as long as the attempt runs, or shorten the timeout",
                notes: [note])
        ]
    }

    /// What is longer than the longest timeout of all subscriptions that run the pipeline is cut short by each.
    private func limits(_ pipeline: LocatedPipeline, _ subscriptions: [LocatedSubscription]) -> [Diagnostic] {
        let known = subscriptions.filter { $0.definition != nil && Self.hasClearTimeout($0) }
        guard let definition = pipeline.definition, known.count == subscriptions.count,
            let longest = known.max(by: { Self.timeout($0) < Self.timeout($1) })
        else { return [] }
        let limit = Self.timeout(longest)
        let note = longest.note(Self.spoken(longest), at: "timeout")
        if let deadline = definition.deadline {
            guard deadline > limit, let node = pipeline.root["deadline"] else { return [] }
            let message =
                "the deadline of \(deadline.shortText) never comes: `\(longest.name)` ends an attempt after "
                + limit.shortText
            return [warning("W0509", message, pipeline, node.range, note)]
        }
        return definition.steps.flatMap { step in late(step, in: pipeline, limit: limit, note) }
    }

    private func late(
        _ step: StepDefinition, in pipeline: LocatedPipeline, limit: Duration, _ note: Diagnostic.Note
    ) -> [Diagnostic] {
        guard let node = pipeline.stepNodes.first(where: { $0["id"]?.scalar?.text == step.id }) else { return [] }
        if let timeout = node["timeout"], step.timeout > limit {
            let message = "the step can never use its timeout of \(step.timeout.shortText): an attempt ends after "
            return [warning("W0509", message + limit.shortText, pipeline, timeout.range, note)]
        }
        let waits = RetryWaits(step.retry)
        guard let lost = waits.firstTry(after: limit), let retry = node["retry"] else { return [] }
        let message = "try \(lost) of step `\(step.id)` can never begin: an attempt ends after \(limit.shortText)"
        return [
            Diagnostic(
                .warning, code: "W0505", message: message, file: pipeline.file.path, range: retry.range,
                label: "waits: \(waits.sum(before: lost))",
                help: "shorten the waits, or lengthen the subscription's `timeout`", notes: [note])
        ]
    }

    private func warning(
        _ code: String, _ message: String, _ pipeline: LocatedPipeline, _ range: SourceRange, _ note: Diagnostic.Note
    ) -> Diagnostic {
        Diagnostic(
            .warning, code: code, message: message, file: pipeline.file.path, range: range,
            help: "shorten it, or lengthen the subscription's `timeout`", notes: [note])
    }

    /// Whether its timeout is what somebody wrote, or the default.
    private static func hasClearTimeout(_ subscription: LocatedSubscription) -> Bool {
        guard let node = subscription.node["timeout"] else { return true }
        return node.scalar.flatMap { Duration(parsing: $0.text) } != nil
    }

    private static func timeout(_ subscription: LocatedSubscription) -> Duration {
        subscription.definition?.timeout ?? .zero
    }

    private static func spoken(_ subscription: LocatedSubscription) -> String {
        subscription.node["timeout"] == nil
            ? "its `timeout` is \(timeout(subscription).shortText) unless said" : "an attempt may run so long"
    }
}
