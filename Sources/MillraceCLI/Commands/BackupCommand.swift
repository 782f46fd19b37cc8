import ArgumentParser
import Foundation
import StepKit

struct BackupCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the store to a new file while everybody works on.",
        usage: "millrace backup <file> [<options>]",
        discussion: "Example: millrace backup /var/backups/millrace-monday.db")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Where the copy goes; there must be no file.") var file: String

    func run(_ registry: StepRegistry) async throws {
        let path = URL(filePath: file).standardizedFileURL.path
        try await Desks.with(options) { desk in try await desk.backup(to: path) }
        Console.data(path)
    }
}
