import Foundation
import MailPeer
import OutboundMail
import TestSupport
import Testing

@Suite("Against a real mail server", .enabled(if: TestClients.areInstalled))
struct RealServerTests {
    @Test("a mail arrives as Python's email package reads it, word by word")
    func arrives() async throws {
        let peer = try await MailPeer()
        let text = "Grüße!\n.\n..two dots\n\nFrom here = on\ttrailing \nµ 👩🏽‍🚀\r\nlast"
        let html = "<p>" + String(repeating: "<b>fett</b> & ", count: 100) + "</p>\n"
        let subject = "Fertig: „Länge läuft“, 100 % =?UTF-8?Q?x?= " + String(repeating: "weiter ", count: 20)
        let message = try mail(
            to: ["Ada Łovelace, \"Gräfin\" <ada@example.org>", "bob@example.org"], subject: subject + "!", text: text,
            html: html)
        let answer = try await send(message, to: peer.url)
        let mail = try await peer.mail()
        #expect(answer.code == 250 && answer.text == "taken")
        #expect(mail.sender == "noreply@example.org" && mail.to == ["ada@example.org"])
        #expect(mail.header("Subject") == subject + "!")
        #expect(mail.header("Message-ID") == "<0198c0de.1@example.org>")
        #expect(mail.addresses == [["Ada Łovelace, \"Gräfin\"", "ada@example.org"], ["", "bob@example.org"]])
        #expect(mail.text("text/plain") == text.replacing("\r\n", with: "\n"))
        #expect(mail.text("text/html") == html)
        #expect(mail.defects == [] && mail.isASCII == true && mail.bare == false)
        #expect((mail.longest ?? 999) <= 78)
        #expect(mail.header("MIME-Version") == "1.0" && mail.headerCount == 8)
    }

    @Test("mostly foreign text travels as base64 and comes out the same")
    func base64() async throws {
        let peer = try await MailPeer()
        let text = String(repeating: "потом\n.\n", count: 300)
        _ = try await send(try mail(text: text), to: peer.url)
        let mail = try await peer.mail()
        #expect(mail.parts?.map(\.encoding) == ["base64"] && mail.text("text/plain") == text)
    }

    @Test("STARTTLS and TLS protect the mail and the password", arguments: ["--starttls", "--tls"])
    func protected(mode: String) async throws {
        let folder = try TemporaryFolder()
        let certificate = try MailPeer.certificate(in: folder)
        let peer = try await MailPeer(mode, certificate, "--user", "millrace", "--password", "pässword")
        let url = mode == "--tls" ? peer.url.replacing("smtp:", with: "smtps:") : peer.url + "?starttls=required"
        _ = try await send(
            try mail(), to: url, user: "millrace", password: "pässword",
            trusting: folder.path("certificate.pem"))
        let mail = try await peer.mail()
        #expect(mail.tls == true && mail.user == "millrace")

        let untrusted = try await failure { try await send(try OutboundMailTests.mail(), to: url) }
        #expect(untrusted.code == .tlsFailed)
        let wrong = try await failure {
            try await send(
                try OutboundMailTests.mail(), to: url, user: "millrace", password: "guess",
                trusting: folder.path("certificate.pem"))
        }
        #expect(wrong.code == .loginRefused && wrong.place == "AUTH" && !wrong.isTransient)
        #expect(!wrong.description.contains("guess"))
    }

    @Test("without the STARTTLS that is required nothing is sent")
    func stripped() async throws {
        let peer = try await MailPeer("--user", "u", "--password", "p")
        let error = try await failure {
            try await send(try mail(), to: peer.url + "?starttls=required", user: "u", password: "p")
        }
        #expect(error.code == .tlsFailed && error.place == "STARTTLS")
    }

    @Test(
        "a refusal at any verb is told by that verb, for good or for now",
        arguments: ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT"], [554, 451])
    func refusals(verb: String, code: Int) async throws {
        let peer = try await MailPeer("--refuse", "\(verb)=\(code)")
        let error = try await failure { try await send(try mail(), to: peer.url) }
        #expect(error.code == (code == 554 ? .refused : .deferred))
        #expect(error.place == ["CONTENT": "end of DATA", "GREETING": "greeting"][verb] ?? verb)
        #expect(error.answer?.code == code && error.isTransient == (code == 451) && !error.mayHaveBeenAccepted)
    }

    @Test("a login that is refused for now is tried again")
    func loginDeferred() async throws {
        let peer = try await MailPeer("--user", "u", "--password", "p", "--refuse", "AUTH=454")
        let error = try await failure { try await send(try mail(), to: peer.url, user: "u", password: "p") }
        #expect(error.code == .deferred && error.place == "AUTH")
    }

    @Test(
        "a dropped connection is told, and whether the mail may have been accepted",
        arguments: [
            "GREETING", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT",
        ])
    func drops(verb: String) async throws {
        let peer = try await MailPeer("--drop", verb)
        let error = try await failure { try await send(try mail(), to: peer.url) }
        #expect(error.code == .connectionBroken && error.isTransient)
        #expect(error.mayHaveBeenAccepted == (verb == "CONTENT"))
    }

    @Test("a server that says nothing is left when the time is over", arguments: ["GREETING", "RCPT", "CONTENT"])
    func silence(verb: String) async throws {
        let peer = try await MailPeer("--silent", verb)
        let error = try await failure { try await send(try mail(), to: peer.url, timeout: .seconds(3)) }
        #expect(error.code == .timedOut && error.mayHaveBeenAccepted == (verb == "CONTENT"))
    }

    @Test("nobody listening is a failed connection")
    func nobody() async throws {
        let error = try await failure { try await send(try mail(), to: "smtp://127.0.0.1:1") }
        #expect(error.code == .connectFailed && error.isTransient)
    }

    @Test("cancelling closes the connection at once, also one that had served before", arguments: [true, false])
    func cancel(isFirst: Bool) async throws {
        let peer = try await MailPeer("--silent-after", isFirst ? "0" : "1")
        let client = OutboundMailClient(server: try MailServer(url: peer.url))
        let message = try mail()
        if !isFirst { _ = try await client.send(message, to: message.to[0], timeout: .seconds(20)) }
        let task = Task { try await client.send(message, to: message.to[0], timeout: .seconds(600)) }
        try await peer.waitFor("silent")
        task.cancel()
        let result = await task.result
        #expect(throws: OutboundMailError.self) { try result.get() }
        try await peer.waitFor("closed")
    }

    @Test("a mail that is cancelled on its way is not ended as if it were whole", arguments: [true, false])
    func cancelInTheMiddle(byShutdown: Bool) async throws {
        let peer = try await MailPeer("--silent", "BODY")
        let client = OutboundMailClient(server: try MailServer(url: peer.url))
        let message = try mail(text: String(repeating: "0123456789 abcdefgh\n", count: 200_000))
        let task = Task { try await client.send(message, to: message.to[0], timeout: .seconds(600)) }
        try await peer.waitFor("paused")
        if byShutdown { client.shutdown() } else { task.cancel() }
        let result = await task.result
        #expect(throws: OutboundMailError.self) { try result.get() }
        try peer.readOn()
        #expect(try await peer.waitFor("body").contains("false"))
    }

    @Test("one that is cancelled holds up no other")
    func cancelBesideOthers() async throws {
        let peer = try await MailPeer("--silent-after", "0")
        let fine = try await MailPeer()
        let slow = OutboundMailClient(server: try MailServer(url: peer.url), mostConnections: 1)
        let message = try mail()
        let tasks = (0..<3).map { _ in
            Task { try await slow.send(message, to: message.to[0], timeout: .seconds(600)) }
        }
        try await peer.waitFor("silent")
        for task in tasks.reversed() { task.cancel() }
        for task in tasks {
            let result = await task.result
            #expect(throws: OutboundMailError.self) { try result.get() }
        }
        #expect(try await send(message, to: fine.url).code == 250)
    }

    @Test("one connection serves many mails, and one refused recipient stops no other")
    func reuse() async throws {
        let peer = try await MailPeer()
        let client = OutboundMailClient(server: try MailServer(url: peer.url), mostConnections: 1)
        let message = try mail(to: ["ada@example.org", "550nobody@example.org", "bob@example.org", "eve@example.org"])
        var codes: [Int?] = []
        for recipient in message.to {
            do {
                codes.append(try await client.send(message, to: recipient, timeout: .seconds(20)).code)
            } catch {
                codes.append(error.answer?.code)
            }
        }
        #expect(codes == [250, 550, 250, 250])
        let mails = [try await peer.mail(), try await peer.mail(), try await peer.mail()]
        #expect(mails.map { $0.to?.first } == ["ada@example.org", "bob@example.org", "eve@example.org"])
        #expect(mails[1].peer == mails[2].peer)
    }

    @Test("more mails than connections all arrive")
    func crowd() async throws {
        let peer = try await MailPeer()
        let client = OutboundMailClient(server: try MailServer(url: peer.url), mostConnections: 3)
        let codes = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                let message = try mail(id: "\(number)@example.org")
                group.addTask { try await client.send(message, to: message.to[0], timeout: .seconds(60)).code }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: 250, count: 40))
        client.shutdown()
        let error = try await failure { try await client.send(try mail(), to: try mail().to[0], timeout: .seconds(1)) }
        #expect(error.code == .cancelled)
    }
}
