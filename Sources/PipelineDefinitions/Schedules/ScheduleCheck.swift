import Broker
import JSONModel
import JSONSchemaValidation

/// Whether the jobs of schedules can be submitted: somebody takes them, and their payloads fit.
struct ScheduleCheck {
    private let check: SubmissionCheck
    private let jobTypes: [String]

    /// - Parameter project: what the jobs are submitted to, without mistakes.
    init(_ project: Project) {
        check = SubmissionCheck(project)
        let subscriptions = project.topology.subscriptions.filter { $0.topic == Topic.jobs }
        jobTypes = Set(subscriptions.compactMap { $0.match["jobType"]?.stringValue }).sorted()
    }

    func run(_ schedule: LocatedSchedule) -> [Diagnostic] {
        do throws(BrokerError) {
            let misfit = try check.misfit(of: schedule.definition.submission(id: ""))
            return misfit?.violations.map { diagnostic($0, misfit?.pipeline ?? "", schedule) } ?? []
        } catch {
            return [unroutable(schedule, error)]
        }
    }

    private func unroutable(_ schedule: LocatedSchedule, _ error: BrokerError) -> Diagnostic {
        let jobType = schedule.definition.jobType
        // The type is known, so it is the other attributes that nobody wants.
        let isKnown = jobTypes.contains(jobType)
        let nearest = isKnown ? nil : Spelling.nearest(to: jobType, among: jobTypes)
        let types = jobTypes.isEmpty ? nil : "job types: \(jobTypes.joined(separator: ", "))"
        return Diagnostic(
            code: "E0703",
            message: isKnown
                ? error.message : "no subscription takes jobs of type `\(jobType)`\(Spelling.hint(nearest))",
            file: schedule.file.path, range: schedule.jobRange,
            help: isKnown ? nil : nearest.map { "write `\($0)`" } ?? types)
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
