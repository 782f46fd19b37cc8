import ArgumentParser
import JSONModel
import StepKit

struct SchedulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedules", abstract: "List schedules with their next instants.",
        discussion: "Example: millrace schedules list", subcommands: [SchedulesListCommand.self])
}

struct SchedulesListCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List schedules with their next three instants.",
        usage: "millrace schedules list [<options>]",
        discussion: "Example: millrace schedules list --json")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let schedules = try await Desks.with(
            options, project: { try ProjectLoading.load(options.projectFolder, registry: registry) }
        ) { desk in try await desk.schedules() }
        if json { return Console.data(.array(schedules)) }
        guard !schedules.isEmpty else { return Console.note("No schedules.") }
        let rows = schedules.map { schedule in
            [schedule.cell("name"), schedule.cell("cron"), schedule.cell("timeZone"), Self.state(of: schedule)]
                + (0..<3).map { schedule["next"]?[$0]?.stringValue ?? "" }
        }
        let head = ["NAME", "CRON", "ZONE", "STATE", "NEXT", "THEN", "AND THEN"]
        for line in TextTable(head: head, rows: rows).lines { Console.data(line) }
    }

    private static func state(of schedule: JSONValue) -> String {
        guard schedule["inForce"]?.boolValue == true else { return "gone" }
        return schedule["enabled"]?.boolValue == true ? "on" : "off"
    }
}
