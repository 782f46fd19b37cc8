import ArgumentParser

struct DeadLettersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq", abstract: "Look at dead letters, try them again or give them up.",
        discussion: """
            Example: millrace dlq list --groups
                     millrace dlq redrive --subscription video --code rate_limit --rate 10/s --yes
            """,
        subcommands: [
            LettersListCommand.self, LettersShowCommand.self, LettersRedriveCommand.self, LettersDiscardCommand.self,
            LettersExportCommand.self,
        ])
}
