import ArgumentParser
import Foundation
import JSONModel
import MillraceServer
import StepKit

struct ContactsSetCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set what is given of a creator's contact; the rest stays.",
        usage: "millrace contacts set <creator> [<options>]",
        discussion: "Example: millrace contacts set creator-1 --email ana@example.org --opt-out webhook")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The creator's id.") var creator: String
    @Option(help: "The address; empty removes it.") var email: String?
    @Option(help: "What to call the creator; empty removes it.") var name: String?
    @Option(help: "Where webhooks go; empty removes it.") var webhookUrl: String?
    // Arguments of a process are seen by all others.
    @Option(help: "A file with the webhook's secret; `-` is the standard input. The secret before stays valid.")
    var webhookSecretFile: String?
    @Option(help: "A channel not to use, such as email; several times for several, empty for none.")
    var optOut: [String] = []
    @Flag(help: "Print JSON.") var json = false

    func run(_ registry: StepRegistry) async throws {
        let secret = try webhookSecretFile.map(Self.readSecret)
        let contact = try await Desks.with(options) { desk in
            let before = try await desk.contactIfAny(creator)
            return try await desk.putContact(creator, body(over: before, secret: secret))
        }
        json ? Console.data(contact) : contact.printContact()
    }

    /// The contact with what is given; a secret that is not given stays by itself.
    private func body(over before: JSONValue?, secret: String?) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for (field, given) in [("email", email), ("name", name), ("webhookUrl", webhookUrl)] {
            members[field] = given.map { $0.isEmpty ? .null : .string($0) } ?? before?[field]
        }
        let channels = optOut.filter { !$0.isEmpty }.map { JSONValue.string($0) }
        members["optOut"] = optOut.isEmpty ? before?["optOut"] : .array(channels)
        members["webhookSecret"] = secret.map { .string($0) }
        return .object(members)
    }

    private static func readSecret(_ path: String) throws -> String {
        let file = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let data = try file?.read(upToCount: 4096) else {
            throw CommandFailure(.usage, "invalid_file: \(path) cannot be read")
        }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension ContactDesk {
    /// `nil` where there is none yet.
    fileprivate func contactIfAny(_ creator: String) async throws -> JSONValue? {
        do {
            return try await contact(creator)
        } catch let problem as Problem where problem.code == "not_found" {
            return nil
        } catch let failure as CommandFailure where failure.message.hasPrefix("not_found:") {
            return nil
        }
    }
}
