import Testing

@testable import DevInbox

@Suite("The mail catcher's side of a talk")
struct SMTPSessionTests {
    private func talk(_ lines: [String]) -> (replies: [String], mails: [SMTPSession.Envelope]) {
        var session = SMTPSession()
        var replies: [String] = []
        var mails: [SMTPSession.Envelope] = []
        for line in lines {
            let answer = session.take(Array(line.utf8))
            if let reply = answer.reply { replies.append(String(reply.prefix(3))) }
            if let mail = answer.mail { mails.append(mail) }
        }
        return (replies, mails)
    }

    @Test("Takes a mail with its envelope, and unstuffs dots")
    func mail() {
        let (replies, mails) = talk([
            "EHLO here", "MAIL FROM:<a@example.com> SIZE=10", "RCPT TO:<b@example.com>", "RCPT TO:<c@example.com>",
            "DATA", "Subject: x", "", "..dot", ".", "QUIT",
        ])
        #expect(replies == ["250", "250", "250", "250", "354", "250", "221"])
        #expect(
            mails == [
                SMTPSession.Envelope(
                    sender: "a@example.com", recipients: ["b@example.com", "c@example.com"],
                    data: Array("Subject: x\r\n\r\n.dot\r\n".utf8))
            ])
    }

    @Test(
        "Welcomes anybody",
        arguments: [
            ["AUTH PLAIN AGEAYg=="], ["AUTH PLAIN", "AGEAYg=="], ["AUTH LOGIN", "YQ==", "Yg=="],
            ["AUTH LOGIN YQ==", "Yg=="],
        ])
    func authentication(lines: [String]) {
        #expect(talk(lines).replies.last == "235")
    }

    @Test("Says what it does not understand, and goes on")
    func nonsense() {
        let (replies, mails) = talk(["", "NONSENSE", "DATA", "NOOP"])
        #expect(replies == ["500", "500", "503", "250"])
        #expect(mails.isEmpty)
    }

    @Test("Refuses a mail that is too long once it has ended")
    func tooLong() {
        var session = SMTPSession()
        _ = session.take(Array("RCPT TO:<b@example.com>".utf8))
        _ = session.take(Array("DATA".utf8))
        let line = [UInt8](repeating: 97, count: SMTPSession.maxLineBytes)
        for _ in 0...(SMTPSession.maxMailBytes / line.count) { #expect(session.take(line) == SMTPSession.Answer()) }
        let answer = session.take([UInt8(ascii: ".")])
        #expect(answer.reply?.hasPrefix("552") == true)
        #expect(answer.mail == nil)
    }
}

@Suite("What a person reads of a mail")
struct MailTextTests {
    @Test("Finds text and HTML of both encodings, and decodes the subject")
    func multipart() {
        let mail = MailText(
            Array(
                """
                Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?B?IHp1bQ==?= Fest\r
                Content-Type: multipart/alternative;\r
                 boundary="b"\r
                \r
                --b\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r
                Hallo =C3=A4 und=\r
                 weiter\r
                --b\r
                Content-Type: text/html\r
                Content-Transfer-Encoding: base64\r
                \r
                PGI+aGk8L2I+\r
                --b--\r
                """.utf8))
        #expect(mail.subject == "Grüße zum Fest")
        #expect(mail.text == "Hallo ä und weiter\r\n")
        #expect(mail.html == "<b>hi</b>")
    }

    @Test("Shows what it cannot understand as it came", arguments: ["", "no headers at all", "\r\nbody", "A: b"])
    func odd(text: String) {
        let mail = MailText(Array(text.utf8))
        #expect(mail.html == nil)
    }
}

@Suite("The inbox as a page")
struct InboxPageTests {
    @Test("Everything that was caught is shown as text")
    func escapes() {
        let item = InboxItem(
            id: 1, kind: .mail, time: "now", from: "<script>", to: ["\"a\" & 'b'"], subject: "<img src=x>\u{0}",
            headers: [], text: "</pre>", html: "<b>")
        let html = InboxPage(items: [item]).html
        #expect(!html.contains("<script>"))
        #expect(!html.contains("<img"))
        #expect(html.contains("&lt;img src=x&gt;\u{FFFD}"))
        #expect(html.contains("&quot;a&quot; &amp; &#39;b&#39;"))
    }
}
