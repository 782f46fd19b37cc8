import ArgumentParser
import Foundation
import JSONModel
import StepKit

struct ContactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts", abstract: "List, show, set and remove how creators are told.",
        discussion: "Example: millrace contacts set creator-1 --email ana@example.org",
        subcommands: [
            ContactsListCommand.self, ContactsShowCommand.self, ContactsSetCommand.self, ContactsRemoveCommand.self,
        ])
}

struct ContactsListCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List contacts in order of the creators.",
        usage: "millrace contacts list [<options>]",
        discussion: "Example: millrace contacts list --json")

    @OptionGroup var options: GlobalOptions
    @Option(help: "Only creators after this one.") var after: String?
    @Option(help: "How many at most, 1 to 500.") var limit = 100
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError("--limit is a number from 1 to 500.") }
    }

    func run(_ registry: StepRegistry) async throws {
        let given = ["after": after, "limit": "\(limit)"].compactMapValues { $0 }
        let answer = try await Desks.with(options) { desk in try await desk.contacts(given) }
        if json { return Console.data(answer) }
        let contacts = answer["contacts"]?.arrayValue ?? []
        guard !contacts.isEmpty else { return Console.note("No contacts.") }
        let rows = contacts.map { contact in
            ["creatorId", "name", "email", "webhookUrl"].map { contact.cell($0) } + [contact.optOuts]
        }
        let head = ["CREATOR", "NAME", "EMAIL", "WEBHOOK", "OPTED OUT"]
        for line in TextTable(head: head, rows: rows).lines { Console.data(line) }
    }
}

struct ContactsShowCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a creator's contact; never its secrets.",
        usage: "millrace contacts show <creator> [<options>]",
        discussion: "Example: millrace contacts show creator-1")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The creator's id.") var creator: String
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let contact = try await Desks.with(options) { desk in try await desk.contact(creator) }
        json ? Console.data(contact) : contact.printContact()
    }
}

struct ContactsRemoveCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a creator's contact.",
        usage: "millrace contacts remove <creator> [<options>]",
        discussion: "Example: millrace contacts remove creator-1")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The creator's id.") var creator: String
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let answer = try await Desks.with(options) { desk in try await desk.removeContact(creator) }
        json ? Console.data(answer) : Console.data("removed")
    }
}

extension JSONValue {
    var optOuts: String { (self["optOut"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ") }

    /// A contact for a person.
    func printContact() {
        let lines = [
            ("creator", cell("creatorId")), ("name", cell("name")), ("email", cell("email")),
            ("webhook", cell("webhookUrl")), ("secrets", count("webhookSecrets") == 0 ? "" : cell("webhookSecrets")),
            ("opted out", optOuts), ("given up", cell("webhookDisabledAt")),
        ]
        for (name, value) in lines where !value.isEmpty {
            Console.data(name.padding(toLength: 10, withPad: " ", startingAt: 0) + value)
        }
    }
}
