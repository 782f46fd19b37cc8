import ArgumentParser
import JSONModel
import StepKit

struct LettersListCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List dead letters, the newest deliveries first, or in groups.",
        discussion: "Example: millrace dlq list --groups --newer-than 1d")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var filters: LetterFilters
    @Flag(help: "One line for all that died of the same thing, the largest group first.") var groups = false
    @Option(help: "How many at most, 1 to 500.") var limit = 50
    @Option(help: ArgumentHelp("The next page: only deliveries before this one.", valueName: "delivery"))
    var before: Int64?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError("--limit is a number from 1 to 500.") }
        guard (before ?? 0) >= 0 else { throw ValidationError("--before is the number of a delivery.") }
        guard before == nil || !groups else { throw ValidationError("--before and --groups do not go together.") }
    }

    func run(_ registry: StepRegistry) async throws {
        var parameters = filters.parameters.merging(["limit": "\(limit)"]) { $1 }
        if groups {
            let groups = try await Desks.with(options) { desk in try await desk.letterGroups(parameters) }
            return json
                ? Console.data(.array(groups)) : printTable(LetterTables.groups(groups), isEmpty: groups.isEmpty)
        }
        parameters["before"] = before.map { "\($0)" }
        let page = try await Desks.with(options) { [parameters] desk in try await desk.letters(parameters) }
        let letters = page["letters"]?.arrayValue ?? []
        if json { return Console.data(.array(letters)) }
        printTable(LetterTables.letters(letters), isEmpty: letters.isEmpty)
        if let next = page["next"]?.intValue { Console.note("More: --before \(next)") }
    }

    private func printTable(_ table: TextTable, isEmpty: Bool) {
        guard !isEmpty else { return Console.note("No dead letters.") }
        for line in table.lines { Console.data(line) }
    }
}
