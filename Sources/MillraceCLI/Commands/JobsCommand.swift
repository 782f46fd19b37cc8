import ArgumentParser
import Broker
import JSONModel
import StepKit

struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "List, show and cancel jobs.",
        discussion: "Example: millrace jobs list --status failed",
        subcommands: [JobsListCommand.self, JobsShowCommand.self, JobsCancelCommand.self])
}

struct JobsListCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List jobs, the newest first.",
        usage: "millrace jobs list [<options>]",
        discussion: "Example: millrace jobs list --status failed --limit 10")

    @OptionGroup var options: GlobalOptions
    @Option(help: "Only jobs with this status: pending, processing, retrying, completed, failed, timeout or cancelled.")
    var status: String?
    @Option(help: "Only jobs of this type.") var jobType: String?
    @Option(help: "Only this tenant's jobs.") var creator: String?
    @Option(help: "Only jobs that were published to this topic.") var topic: String?
    @Option(help: "Only jobs that this job has published.") var parent: String?
    @Option(help: "How many at most, 1 to 500.") var limit = 20
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError("--limit is a number from 1 to 500.") }
        if let status, JobStatus(rawValue: status) == nil { throw ValidationError("`\(status)` is not a status.") }
    }

    func run(_ registry: StepRegistry) async throws {
        let given = [
            "status": status, "jobType": jobType, "creatorId": creator, "topic": topic, "parentId": parent,
            "limit": "\(limit)",
        ]
        let jobs = try await Desks.with(options) { desk in try await desk.list(given.compactMapValues { $0 }) }
        if json { return Console.data(.array(jobs)) }
        guard !jobs.isEmpty else { return Console.note("No jobs.") }
        let rows = jobs.map { job in
            ["id", "status", "jobType", "progress", "createdAt"].map { job.cell($0) }
        }
        for line in TextTable(head: ["ID", "STATUS", "TYPE", "%", "CREATED"], rows: rows).lines { Console.data(line) }
    }
}

struct JobsShowCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a job with its steps and events.",
        usage: "millrace jobs show <id> [<options>]",
        discussion: "Example: millrace jobs show 0198c0de-0000-7000-8000-000000000000")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The job's id.") var id: String
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let (job, events) = try await Desks.with(options) { desk in
            (try await desk.show(id), try await desk.events(id, after: 0))
        }
        if json { return Console.data(.object((job.objectValue ?? [:]).merging(["events": .array(events)]) { $1 })) }
        JobReport(job: job, events: events).print()
    }
}

struct JobsCancelCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel a job.",
        usage: "millrace jobs cancel <id> [<options>]",
        discussion: "Example: millrace jobs cancel 0198c0de-0000-7000-8000-000000000000")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The job's id.") var id: String
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let job = try await Desks.with(options) { desk in try await desk.cancel(id) }
        if json { return Console.data(job) }
        let status = job["status"]?.stringValue ?? ""
        Console.data(status == "cancelled" ? "cancelled" : "\(status); the worker has been asked to stop")
    }
}
