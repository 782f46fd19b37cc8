import Foundation
import MailPeer
import OutboundMail

let sender = "Millrace <noreply@example.org>"

/// A mail of ours; only what a test is about is given.
func mail(
    to: [String] = ["ada@example.org"], from: String = sender, subject: String = "Done", text: String = "It is done.",
    html: String? = nil, id: String = "0198c0de.1@example.org"
) throws -> MailMessage {
    try MailMessage(
        id: id, from: MailAddress(from, field: "from"),
        to: to.enumerated().map { try MailAddress($1, field: "to[\($0)]") }, subject: subject, text: text, html: html,
        date: Date(timeIntervalSince1970: 1_795_296_600))
}

func rendered(_ message: MailMessage) -> String { String(decoding: message.rendered(), as: UTF8.self) }

/// Sends to the mail's first recipient.
func send(
    _ message: MailMessage, to url: String, user: String? = nil, password: String? = nil, trusting file: String? = nil,
    timeout: Duration = .seconds(20)
) async throws -> MailAnswer {
    let server = try MailServer(url: url, user: user, password: password)
    let client = OutboundMailClient(server: server, certificateAuthorities: file)
    return try await client.send(message, to: message.to[0], timeout: timeout)
}

/// What sending fails with.
func failure(_ body: () async throws -> MailAnswer) async throws -> OutboundMailError {
    do {
        let answer = try await body()
        throw Unexpected(description: "accepted with \(answer.code)")
    } catch let error as OutboundMailError {
        return error
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String
}
