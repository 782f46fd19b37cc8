import ArgumentParser
import Expressions
import JSONModel
import PipelineDefinitions
import StepKit

struct RoutesListCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the subscriptions of the project's files.",
        usage: "millrace routes list [<options>]",
        discussion: "Example: millrace routes list")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let project = try ProjectLoading.load(options.projectFolder, registry: registry)
        let subscriptions = project.routing.subscriptions
        if json { return Console.data(.array(subscriptions.map(\.listing))) }
        guard !subscriptions.isEmpty else { return Console.note("The project has no subscription.") }
        let head = ["TOPIC", "SUBSCRIPTION", "TAKES", "PIPELINE"]
        let rows = subscriptions.map { [$0.topic, $0.name, $0.filterText, $0.pipeline] }
        for line in TextTable(head: head, rows: rows).lines { Console.data(line) }
    }
}

extension SubscriptionDefinition {
    /// `jobType = video.analysis && message.priority > 5`
    fileprivate var filterText: String {
        let rules = match.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.stringValue ?? $0.value.text())" }
        let parts = rules + [when?.source].compactMap(\.self)
        return parts.isEmpty ? "everything" : parts.joined(separator: " && ")
    }

    fileprivate var listing: JSONValue {
        [
            "topic": .string(topic), "name": .string(name), "match": .object(match),
            "when": when.map { .string($0.source) } ?? .null, "pipeline": .string(pipeline),
        ]
    }
}
