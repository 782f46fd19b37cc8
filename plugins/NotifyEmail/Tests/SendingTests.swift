import MailPeer
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import NotifyEmailStep

@Suite("notify.email", .enabled(if: TestClients.areInstalled))
struct SendingTests {
    @Test("a failed job is told in text and HTML")
    func tells() async throws {
        let peer = try await MailPeer()
        let outcome = try await send(
            ["to": "ada@example.org", "name": "Ada \"A\" Łove", "event": failed], environment(peer.url))
        let mail = try await peer.mail()
        #expect(mail.header("Subject") == "Your job video.analysis did not succeed (failed)")
        #expect(mail.addresses == [["Ada \"A\" Łove", "ada@example.org"]] && mail.sender == "noreply@example.org")
        #expect(mail.text("text/plain")?.contains("Hello Ada \"A\" Łove,") == true)
        #expect(mail.text("text/html")?.contains("no &lt;video&gt; &amp; no &quot;sound&quot;") == true)
        let output = try outcome.output
        #expect(
            output["results"] == [["recipient": "ada@example.org", "status": "sent", "code": 250, "message": "taken"]])
        let id = try #require(output["message_id"]?.stringValue)
        #expect(mail.header("Message-ID") == "<\(id)>" && id.hasSuffix("@example.org") && mail.defects == [])
    }

    @Test("every try has the same Message-ID, and another mail another")
    func stableID() async throws {
        let peer = try await MailPeer()
        let inputs: [JSONValue] = [
            ["to": "a@b.org", "event": completed], ["to": "a@b.org", "event": completed, "subject": "Changed"],
            ["to": "b@b.org", "event": completed], ["to": "a@b.org", "event": failed],
            ["to": "a@b.org", "event": completed, "template": "job_failed"],
        ]
        var ids: [JSONValue?] = []
        for input in inputs { ids.append(try await send(input, environment(peer.url)).output["message_id"]) }
        #expect(ids[0] == ids[1] && Set(ids).count == 4)
    }

    @Test("one refused recipient is told beside those who got the mail")
    func partly() async throws {
        let peer = try await MailPeer()
        let outcome = try await send(
            ["to": ["ada@example.org", "550gone@example.org", "Bob <bob@example.org>"], "event": completed],
            environment(peer.url))
        let results = try outcome.output["results"]
        #expect(results?[0]?["status"] == "sent" && results?[2]?["status"] == "sent")
        #expect(results?[1]?["status"] == "refused" && results?[1]?["code"] == 550)
        #expect(outcome.progress.count == 3)
    }

    @Test("nobody left to mail is a permanent failure")
    func allRefused() async throws {
        let peer = try await MailPeer()
        let outcome = try await send(["to": "550gone@example.org", "event": completed], environment(peer.url))
        let failure = try #require(outcome.failure)
        #expect(failure.code == .mailRefused && failure.disposition == .permanent)
        #expect(failure.details["results"]?[0]?["status"] == "refused" && failure.details["code"] == 550)
    }

    @Test("another try mails only those whom the first did not reach")
    func resumes() async throws {
        let peer = try await MailPeer()
        let step = try NotifyEmailStep(environment: environment(peer.url))
        let input: JSONValue = [
            "to": ["ada@example.org", "451later@example.org", "bob@example.org"], "event": completed,
        ]
        for attempt in 1...2 {
            let harness = try StepHarness(attempt: attempt)
            let failure = await Again.$current.withValue(step) { await harness.run(Again.self, with: input) }.failure
            #expect(failure?.code == .mailDeferred && failure?.disposition == .retryable)
            #expect(failure?.details["results"]?[1]?["status"] == "deferred")
            #expect(failure?.details["results"]?[2]?["status"] == "sent")
        }
        #expect(try await peer.mail().to == ["ada@example.org"])
        #expect(try await peer.mail().to == ["bob@example.org"])
        _ = try await send(["to": "end@example.org", "event": completed], environment(peer.url))
        #expect(try await peer.mail().to == ["end@example.org"])
    }

    @Test(
        "each trouble with the server has its code",
        arguments: [
            ("--refuse", "MAIL=550", "mail_refused", false), ("--refuse", "MAIL=451", "mail_deferred", true),
            ("--refuse", "GREETING=554", "mail_refused", false), ("--refuse", "GREETING=421", "mail_deferred", true),
            ("--refuse", "RCPT=421", "mail_deferred", true), ("--refuse", "CONTENT=554", "mail_refused", false),
            ("--drop", "CONTENT", "network_error", true), ("--drop", "RCPT", "network_error", true),
        ])
    func troubles(option: String, value: String, code: String, isRetryable: Bool) async throws {
        let peer = try await MailPeer(option, value)
        let outcome = try await send(["to": ["a@b.org", "b@b.org"], "event": completed], environment(peer.url))
        let failure = try #require(outcome.failure)
        #expect(failure.code.rawValue == code && (failure.disposition == .retryable) == isRetryable)
        #expect((failure.details["may_have_been_accepted"] == true) == (value == "CONTENT"))
    }

    @Test("a slow server is a timeout")
    func slow() async throws {
        let peer = try await MailPeer("--silent", "RCPT")
        let harness = try StepHarness(environment: environment(peer.url), timeRemaining: .seconds(3))
        let outcome = await harness.run(NotifyEmailStep.self, with: ["to": "a@b.org", "event": completed])
        #expect(outcome.failure?.code == .timeout)
    }

    @Test("an abort ends the connection")
    func aborts() async throws {
        let peer = try await MailPeer("--silent", "MAIL")
        let harness = try StepHarness(environment: environment(peer.url))
        async let outcome = harness.run(NotifyEmailStep.self, with: ["to": "a@b.org", "event": completed])
        try await peer.waitFor("ehlo")
        harness.abort(.cancelled)
        #expect(await outcome.result == .aborted(.cancelled))
        try await peer.waitFor("closed")
    }
}

/// One instance for several runs, as in a worker; a harness makes a new one each time.
private struct Again: Step {
    @TaskLocal static var current: NotifyEmailStep?
    static let descriptor = NotifyEmailStep.descriptor
    private let step: NotifyEmailStep

    init(environment: StepEnvironment) throws {
        step = try #require(Self.current)
    }

    func run(_ input: NotifyEmailStep.Input, in context: StepContext) async throws -> NotifyEmailStep.Output {
        try await step.run(input, in: context)
    }
}
