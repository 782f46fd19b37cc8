import OutboundMail
import Testing

@Suite("A mail server's URL")
struct ServerTests {
    @Test(
        "it says where, and how it is protected",
        arguments: [
            ("smtp://mail.example.org", "mail.example.org", 587, MailServer.Protection.required),
            ("smtps://mail.example.org/", "mail.example.org", 465, .tls),
            ("SMTP://Mail.example.org:2525?starttls=never", "mail.example.org", 2525, .never),
            ("smtp://mail.example.org?starttls=optional", "mail.example.org", 587, .optional),
            ("smtp://localhost:25", "localhost", 25, .never), ("smtp://127.3.2.1", "127.3.2.1", 587, .never),
            ("smtp://[::1]:26", "::1", 26, .never), ("smtp://[::1]?starttls=required", "::1", 587, .required),
            ("smtp://127.0.0.1.example.org", "127.0.0.1.example.org", 587, .required),
            ("smtp://10.0.0.1", "10.0.0.1", 587, .required),
        ])
    func readable(url: String, host: String, port: UInt16, protection: MailServer.Protection) throws {
        let server = try MailServer(url: url)
        #expect(server.host == host && server.port == port && server.protection == protection)
    }

    @Test(
        "anything else is refused without repeating it",
        arguments: [
            "", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://:25", "smtp://a:0", "smtp://a:65536",
            "smtp://a:+5", "smtp://user:pass@a", "smtp://a/path", "smtp://a?x=1", "smtp://a?starttls=perhaps",
            "smtp://a?starttls=tls", "smtps://a?starttls=required", "smtp://a?starttls=never?", "smtp://a b",
            "smtp://[::1",
            "smtp://[zz:1]", "smtp://a\r\nb", "smtp://ä.example.org", "smtp://a#b",
        ])
    func unreadable(url: String) {
        let error = #expect(throws: OutboundMailError.self) { try MailServer(url: url) }
        #expect(error?.code == .serverInvalid && error?.message.contains("pass") != true || url.contains("@"))
    }

    @Test("a password is never sent where it could be read by chance")
    func passwords() throws {
        let url = "smtp://mail.example.org?starttls="
        #expect(throws: OutboundMailError.self) { try MailServer(url: url + "optional", user: "u", password: "p") }
        #expect(try MailServer(url: url + "never", user: "u", password: "p").user == "u")
        #expect(try MailServer(url: url + "optional", user: "", password: "").user == nil)
        #expect(throws: OutboundMailError.self) { try MailServer(url: url + "never", user: "u") }
        #expect(throws: OutboundMailError.self) { try MailServer(url: url + "never", password: "p") }
        #expect(throws: OutboundMailError.self) { try MailServer(url: url + "never", user: "u\0", password: "p") }
    }
}
