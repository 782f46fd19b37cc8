import ArgumentParser
import JSONModel
import StepKit

struct SubscriptionsCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscriptions", abstract: "Show how many deliveries of each subscription are where.",
        usage: "millrace subscriptions [<options>]",
        discussion: "Example: millrace subscriptions")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print JSON.") var json = false

    private static let columns = [
        "scheduled", "ready", "waiting", "locked", "completed", "cancelled", "dead", "discarded", "removed",
    ]

    func run(_ registry: StepRegistry) async throws {
        let subscriptions = try await Desks.with(options) { desk in try await desk.subscriptions() }
        if json { return Console.data(.array(subscriptions)) }
        guard !subscriptions.isEmpty else { return Console.note("No subscription has had a delivery.") }
        let names = ["subscription"] + Self.columns + ["oldestReadyAt"]
        let head = ["SUBSCRIPTION"] + Self.columns.map { $0.uppercased() } + ["OLDEST READY"]
        let rows = subscriptions.map { counts in names.map { counts.cell($0) } }
        for line in TextTable(head: head, rows: rows).lines { Console.data(line) }
    }
}
