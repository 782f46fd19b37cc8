import ArgumentParser
import JSONModel

/// The words that choose a command. The parser calls one it does not know an unexpected argument; a person has
/// misspelt it.
struct CommandWords {
    private let words: [String]

    /// - Parameter arguments: without the program's own name.
    init(_ arguments: some Sequence<String>) {
        words = Array(arguments)
    }

    /// - Throws: ``CommandFailure`` (usage) for a command that is not there.
    func check() throws {
        var names = Self.names(below: RootCommand.self)
        var commands = RootCommand.configuration.subcommands
        for word in words {
            guard !names.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
            guard let index = names.firstIndex(of: word) else { throw Self.unknown(word, among: names) }
            let command = commands[index]
            names = Self.names(below: command)
            commands = command.configuration.subcommands
        }
    }

    private static func names(below command: any ParsableCommand.Type) -> [String] {
        command.configuration.subcommands.map { $0.configuration.commandName ?? "" }
    }

    private static func unknown(_ word: String, among names: [String]) -> CommandFailure {
        let nearest = Spelling.nearest(to: word, among: names)
        let hint = nearest == nil ? "; there are: \(names.joined(separator: ", "))" : Spelling.hint(nearest)
        return CommandFailure(.usage, "unknown_command: there is no command `\(word)`\(hint)")
    }
}
