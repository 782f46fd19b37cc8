import ArgumentParser
import Foundation
import JSONModel
import StepKit
import WebTokens

struct TokensCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Make access tokens for browsers and apps.",
        discussion: "Example: millrace tokens create --creator creator_1", subcommands: [TokensCreateCommand.self])
}

struct TokensCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token that lets a creator's pages hear of the creator's own jobs.",
        usage: "millrace tokens create --creator <id> [<options>]",
        discussion: """
            Example: millrace tokens create --creator creator_1 --for 15m

            It is signed with MILLRACE_TOKEN_KEY, or with the key beside the store, which is made if there is none. \
            Any library for JSON Web Tokens can make them too: HS256, `sub` the creator's id, `exp`.
            """)

    /// A day: whoever has the token hears what the creator hears.
    private static let longest = Duration.seconds(86_400)

    @OptionGroup var options: GlobalOptions
    @Option(help: ArgumentHelp("Whose jobs it lets hear of.", valueName: "id")) var creator: String
    @Option(name: .customLong("for"), help: ArgumentHelp("How long it is valid, at most 24h.", valueName: "duration"))
    var lifetime = "1h"
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        guard !creator.isEmpty else { throw CommandFailure(.usage, "`--creator` is empty") }
        guard let length = Duration(parsing: lifetime), length >= .seconds(1), length <= Self.longest else {
            throw CommandFailure(.usage, "`--for \(lifetime)` is not a duration from 1s to 24h, such as 15m")
        }
        let folder = URL(filePath: try options.storePath).deletingLastPathComponent().path
        let key = try TokenKey(Settings(), folder: folder)
        let expiry = Int64(Date().timeIntervalSince1970) + length.components.seconds
        let token = WebToken.signed(["sub": .string(creator), "exp": .int(expiry)], key: key.bytes)
        guard json else { return Console.data(token) }
        let end = Date(timeIntervalSince1970: Double(expiry))
        Console.data(["token": .string(token), "creatorId": .string(creator), "expires": .string(Self.text(of: end))])
    }

    private static func text(of date: Date) -> String { date.formatted(.iso8601) }
}
