import Broker
import Expressions
import JSONModel
import JSONSchemaValidation

/// Whether the jobs of schedules can be submitted: somebody takes them, and their payloads fit.
struct ScheduleCheck: ProjectCheck {
    func run(_ project: LocatedProject) -> [Diagnostic] {
        guard !project.schedules.isEmpty else { return [] }
        let check = SubmissionCheck(project)
        let types = Set(project.subscriptions(of: Topic.jobs).compactMap { $0.node["match"]?["jobType"]?.scalar?.text })
        return project.schedules.flatMap { schedule in
            do throws(BrokerError) {
                let misfit = try check.misfit(of: schedule.definition.submission(id: ""))
                return misfit?.violations.map { diagnostic($0, misfit?.pipeline ?? "", schedule) } ?? []
            } catch {
                return project.knowsAllTakers ? [unroutable(schedule, error, types.sorted())] : []
            }
        }
    }

    private func unroutable(_ schedule: LocatedSchedule, _ error: BrokerError, _ jobTypes: [String]) -> Diagnostic {
        let jobType = schedule.definition.jobType
        // The type is known, so it is the other attributes that nobody wants.
        let isKnown = jobTypes.contains(jobType)
        let nearest = isKnown ? nil : Spelling.nearest(to: jobType, among: jobTypes)
        let types = jobTypes.isEmpty ? nil : "job types: \(jobTypes.prefix(12).joined(separator: ", "))"
        let fix = isKnown ? nil : Spelling.certain(jobType, among: jobTypes)
        return Diagnostic(
            code: "E0703",
            message: isKnown
                ? error.message : "no subscription takes jobs of type `\(jobType)`\(Spelling.hint(nearest))",
            file: schedule.file.path, range: schedule.jobRange,
            help: isKnown ? nil : nearest.map { "write `\($0)`" } ?? types,
            fix: fix.flatMap { fix in
                schedule.node["job"].flatMap { NodeReader(file: schedule.file).replacement(of: $0, with: fix) }
            })
    }

    private func diagnostic(
        _ violation: SchemaViolation, _ pipeline: String, _ schedule: LocatedSchedule
    ) -> Diagnostic {
        Diagnostic(
            code: "E0704", message: "the payload does not fit the input of `\(pipeline)`: \(violation.message)",
            file: schedule.file.path, range: range(of: violation, schedule))
    }

    /// A missing payload is told where the job is named.
    private func range(of violation: SchemaViolation, _ schedule: LocatedSchedule) -> SourceRange {
        guard let payload = schedule.node["payload"] else { return schedule.jobRange }
        let isAboutKey = violation.key != nil
        return (isAboutKey ? payload.keyRange(at: violation.instance) : nil) ?? payload.range(at: violation.instance)
    }
}

extension SubmissionCheck {
    /// Of a project that may have mistakes: a pipeline that could not be read takes any payload.
    fileprivate init(_ project: LocatedProject) {
        let subscriptions = project.routing.subscriptions.compactMap(\.taker)
        let topology = Topology(topics: project.routing.topics, subscriptions: subscriptions, definitions: [])
        let pipelines = project.pipelines.compactMap(\.definition).map { ($0.name, $0) }
        self.init(
            routes: RoutingTable(topology), pipelines: Dictionary(pipelines, uniquingKeysWith: { first, _ in first }),
            batched: project.routing.subscriptions.compactMap { subscription in
                subscription.definition?.batch.map { _ in (subscription.name, subscription.pipeline ?? "") }
            })
    }
}

extension LocatedSubscription {
    /// As the broker would ask it; its pipeline's name stands for the definition.
    fileprivate var taker: Subscription? {
        guard let filter = filter?.filter else { return nil }
        var taker = Subscription(name: name, topic: topic, match: filter.match, definition: pipeline ?? "")
        if filter.when != nil { taker.condition = { filter.matches($0) } }
        return taker
    }
}
