import ArgumentParser

struct RoutesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Show which subscriptions there are and who takes a message.",
        discussion: """
            Example: millrace routes list
                     millrace routes explain --message '{"jobType": "a", "size": 3}'
            """,
        subcommands: [RoutesListCommand.self, RoutesExplainCommand.self])
}
