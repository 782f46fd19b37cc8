import OutboundMail
import StepKit
import StepKitTesting
import Testing

@testable import NotifyEmailStep

@Suite("What notify.email refuses before it talks to anybody")
struct InputTests {
    @Test(
        "what cannot be a mail is refused by its field",
        arguments: [
            (["to": "ada@example.org", "name": "Ada\r\nBcc: eve@example.org", "event": completed], "name"),
            (["to": "ada@example.org\n", "event": completed], "to"),
            (["to": ["a@b.org", "nobody"], "event": completed], "to[1]"),
            (["to": "ada@example.org", "event": completed, "subject": "a\nb"], "subject"),
            (["to": "ada@example.org", "event": completed, "from": "\0@b.org"], "from"),
            (["to": [], "event": completed], "to"),
        ] as [(JSONValue, String)])
    func fields(input: JSONValue, place: String) async throws {
        let failure = try #require(try await send(input, environment()).failure)
        #expect(failure.code == .invalidPayload && failure.details["place"] == .string(place))
    }

    @Test(
        "what does not say which mail is refused",
        arguments: [
            (["to": "a@b.org"], "invalid_payload"),
            (["to": "a@b.org", "event": ["type": "job.progress"]], "invalid_payload"),
            (["to": "a@b.org", "event": completed, "template": "job_complete"], "not_found"),
            (["to": ["a@b.org", "b@b.org"], "name": "Ada", "event": completed], "invalid_payload"),
            (["to": "a@b.org", "template": "job_failed", "event": completed, "data": 5], "network_error"),
        ] as [(JSONValue, String)])
    func choices(input: JSONValue, code: String) async throws {
        #expect(try await send(input, environment()).failure?.code.rawValue == code)
    }

    @Test("without a server or a sender nothing is sent, and it is said which setting is missing")
    func unset() async throws {
        let noSender = StepEnvironment(variables: ["MILLRACE_SMTP_URL": "smtp://127.0.0.1:1"])
        let noServer = StepEnvironment(variables: ["MILLRACE_MAIL_FROM": "a@b.org", "MILLRACE_SMTP_URL": ""])
        for (environment, name) in [(noSender, "MILLRACE_MAIL_FROM"), (noServer, "MILLRACE_SMTP_URL")] {
            let failure = try await send(["to": "a@b.org", "event": completed], environment).failure
            #expect(failure?.code == .mailNotConfigured && failure?.message.contains(name) == true)
        }
    }

    @Test(
        "settings that can never work stop the start",
        arguments: [
            ["MILLRACE_SMTP_URL": "http://x"], ["MILLRACE_SMTP_URL": "smtp://x", "MILLRACE_SMTP_USER": "u"],
            ["MILLRACE_MAIL_FROM": "nobody"], ["MILLRACE_SMTP_URL": "smtp://u:secret@x"],
        ])
    func settings(variables: [String: String]) {
        let failure = #expect(throws: StepFailure.self) {
            try NotifyEmailStep(environment: StepEnvironment(variables: variables))
        }
        #expect(failure?.code == .mailNotConfigured && failure?.message.contains("secret") == false)
    }

    @Test("only so many mails are remembered")
    func memory() throws {
        let accepted = AcceptedMails(most: 10)
        let ada = try MailAddress("ada@example.org", field: "to")
        for number in 0..<25 { accepted.keep(MailAnswer(code: 250, text: ""), for: ada, of: "\(number)") }
        #expect(accepted.answer(for: ada, of: "24") != nil && accepted.answer(for: ada, of: "0") == nil)
        #expect((0..<25).count { accepted.answer(for: ada, of: "\($0)") != nil } == 10)
    }
}
