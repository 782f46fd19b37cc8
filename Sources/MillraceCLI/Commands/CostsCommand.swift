import ArgumentParser
import Broker
import Foundation
import JSONModel
import StepKit

struct CostsCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "costs", abstract: "Show what was spent, and what the result cache saved.",
        usage: "millrace costs [<options>]",
        discussion: "Example: millrace costs --by pipeline --since 7d")

    @OptionGroup var options: GlobalOptions
    @Option(help: "What to add up by: job, model, pipeline, creator or day.") var by = "model"
    @Option(help: "Only calls since then: a moment, a day (UTC), or a time before now such as 7d.") var since: String?
    @Option(help: "Only calls before then.") var until: String?
    @Option(help: "How many lines at most, 1 to 500.") var limit = 50
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard CostQuery.Grouping(rawValue: by) != nil else {
            let words = CostQuery.Grouping.allCases.map(\.rawValue)
            let hint = Spelling.hint(Spelling.nearest(to: by, among: words))
            throw ValidationError("--by is one of \(words.joined(separator: ", "))\(hint).")
        }
        guard (1...500).contains(limit) else { throw ValidationError("--limit is a number from 1 to 500.") }
    }

    func run(_ registry: StepRegistry) async throws {
        let given = ["by": by, "since": since, "until": until, "limit": "\(limit)"].compactMapValues { $0 }
        let answer = try await Desks.with(options) { desk in try await desk.costs(given) }
        if json { return Console.data(answer) }
        let lines = answer["costs"]?.arrayValue ?? []
        guard !lines.isEmpty else { return Console.note("Nothing was spent.") }
        let rows = lines.map { Self.row($0.cell("key"), $0) } + [Self.row("", answer["total"] ?? .null)]
        let head = [by.uppercased(), "SPENT", "RESERVED", "CALLS", "UNKNOWN", "SAVED", "HITS"]
        for line in TextTable(head: head, rows: rows).lines { Console.data(line) }
    }

    private static func row(_ key: String, _ line: JSONValue) -> [String] {
        [
            key, line.money("spent"), line.money("reserved"), line.cell("calls"), line.cell("unknown"),
            line.money("saved"), line.cell("hits"),
        ]
    }
}
