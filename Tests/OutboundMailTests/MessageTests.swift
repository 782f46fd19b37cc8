import Foundation
import OutboundMail
import Testing

@Suite("A mail's text")
struct MessageTests {
    @Test("plain words stay readable and the headers come in order")
    func plain() throws {
        let text = rendered(try mail(to: ["Ada <ada@example.org>", "bob@example.org"]))
        #expect(
            text == """
                Date: Sat, 21 Nov 2026 21:30:00 +0000\r
                From: "Millrace"\r
                 <noreply@example.org>\r
                To: "Ada"\r
                 <ada@example.org>,\r
                 bob@example.org\r
                Subject: Done\r
                Message-ID: <0198c0de.1@example.org>\r
                MIME-Version: 1.0\r
                Auto-Submitted: auto-generated\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r
                It is done.\r

                """)
    }

    @Test(
        "a control character in any header is refused by the field's name",
        arguments: ["\r", "\n", "\r\n", "\0", "\u{7F}", "\u{85}", "\u{2028}", "\u{1B}"])
    func controls(mark: String) throws {
        let injected = "x\(mark)Bcc: eve@example.org"
        let attempts: [(String, () throws -> MailMessage)] = [
            ("subject", { try mail(subject: injected) }),
            ("to[1]", { try mail(to: ["a@b.org", "\(injected) <a@b.org>"]) }),
            ("to[0]", { try mail(to: ["a@b.org\(mark)"]) }), ("to[0]", { try mail(to: ["a\(mark)@b.org"]) }),
            ("from", { try mail(from: "\(injected) <a@b.org>") }),
            ("message_id", { try mail(id: "\(injected)@b.org") }),
            (
                "name",
                {
                    _ = try MailAddress("a@b.org", name: injected, field: "to[0]")
                    return try mail()
                }
            ),
        ]
        for (field, attempt) in attempts {
            let error = #expect(throws: OutboundMailError.self) { _ = try attempt() }
            #expect(error?.code == .fieldInvalid && error?.place == field)
        }
    }

    @Test(
        "addresses that cannot be used are told apart in words",
        arguments: [
            ("", "needs one `@`"), ("ada", "needs one `@`"), ("a@b@c.org", "needs one `@`"),
            ("ädä@example.org", "SMTPUTF8"), ("ada@exämple.org", "xn--"), ("a b@example.org", "not allowed"),
            (".ada@example.org", "not allowed"), ("\"a b\"@example.org", "not allowed"),
            ("ada@-example.org", "no domain"), ("ada@[127.0.0.1]", "no domain"), ("ada@example..org", "no domain"),
            ("ada@", "no domain"), ("@example.org", "at most 64"), ("a<b@example.org", "not allowed"),
            ("<a@b.org> <c@d.org", "needs one `@`"), (String(repeating: "a", count: 65) + "@b.org", "at most 64"),
        ])
    func badAddresses(text: String, words: String) {
        let error = #expect(throws: OutboundMailError.self) { try MailAddress(text, field: "to") }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test(
        "a name is read from around an address",
        arguments: [
            ("ada@example.org", nil, "ada@example.org"), ("<ada@example.org>", nil, "ada@example.org"),
            ("Ada  Lovelace <ada@example.org>", "Ada Lovelace", "ada@example.org"),
            ("\"Lovelace, \\\"Ada\\\"\" <ada@example.org>", "Lovelace, \"Ada\"", "ada@example.org"),
            ("a+b_c@sub.example.org", nil, "a+b_c@sub.example.org"),
        ])
    func goodAddresses(text: String, name: String?, address: String) throws {
        let read = try MailAddress(text, field: "to")
        #expect(read.name == name && read.address == address)
    }

    @Test(
        "no line is longer than it may be",
        arguments: [
            String(repeating: "x", count: 1900), String(repeating: "ä", count: 900),
            String(repeating: "👩🏽‍🚀", count: 100), String(repeating: "= ", count: 500),
        ])
    func lines(text: String) throws {
        let message = try mail(
            to: (0..<100).map { "\(text.prefix(60)) <user\($0)@example.org>" }, subject: text,
            text: String(repeating: text, count: 20), html: text)
        let lines = rendered(message).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(message.rendered().allSatisfy { $0 < 0x80 && $0 != 0 })
    }

    @Test("too much is refused before anything is sent")
    func limits() {
        #expect(throws: OutboundMailError.self) { try mail(to: []) }
        #expect(throws: OutboundMailError.self) { try mail(to: (0...100).map { "a\($0)@b.org" }) }
        #expect(throws: OutboundMailError.self) { try mail(subject: String(repeating: "x", count: 2001)) }
        #expect(throws: OutboundMailError.self) { try mail(text: String(repeating: "x", count: 5_000_001)) }
    }

    @Test(
        "dates are written as mails write them",
        arguments: [(0.0, "Thu, 01 Jan 1970 00:00:00 +0000"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 +0000")])
    func dates(seconds: Double, text: String) throws {
        let address = try MailAddress("a@b.org", field: "to")
        let message = try MailMessage(
            id: "1@b.org", from: address, to: [address], subject: "", text: "",
            date: Date(timeIntervalSince1970: seconds))
        #expect(rendered(message).hasPrefix("Date: \(text)\r\n"))
    }

    @Test("a date beyond all calendars does not trap", arguments: [-1e300, 1e300, .infinity, .nan])
    func strangeDates(seconds: Double) throws {
        let address = try MailAddress("a@b.org", field: "to")
        let message = try MailMessage(
            id: "1@b.org", from: address, to: [address], subject: "", text: "",
            date: Date(timeIntervalSince1970: seconds))
        #expect(rendered(message).contains(" +0000\r\n"))
    }
}
