import Foundation
import Logging
import Testing

@testable import DevInbox

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("The development inbox")
struct DevInboxTests {
    private let inbox = DevInbox(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { "now" })

    @Test("Catches a webhook and shows it, with where it was meant to go")
    func webhook() async throws {
        try await inbox.withInbox { address in
            var request = URLRequest(url: try #require(URL(string: address.webhookURL + "/creator-1")))
            request.httpMethod = "POST"
            request.setValue("https://example.com/hook", forHTTPHeaderField: "millrace-original-url")
            request.httpBody = Data(#"{"type": "job.completed"}"#.utf8)
            let (_, response) = try await URLSession.shared.data(for: request)
            #expect((response as? HTTPURLResponse)?.statusCode == 202)
            let item = try #require(inbox.items.first)
            #expect(item.kind == .webhook)
            #expect(item.to == ["https://example.com/hook"])
            #expect(item.subject == "job.completed")
            let (page, _) = try await URLSession.shared.data(from: try #require(URL(string: address.pageURL)))
            #expect(String(decoding: page, as: UTF8.self).contains("https://example.com/hook"))
        }
    }

    @Test("Catches a mail that a foreign client sends")
    func mail() async throws {
        try await inbox.withInbox { address in
            let client = Process()
            client.executableURL = URL(filePath: "/usr/bin/env")
            client.arguments = [
                "python3", "-c",
                """
                import smtplib, email.message
                mail = email.message.EmailMessage()
                mail["Subject"], mail["From"], mail["To"] = "Grüße", "a@example.com", "b@example.com"
                mail.set_content("Hallo\\n.\\nEnde")
                with smtplib.SMTP("127.0.0.1", \(address.mailPort), timeout=20) as server:
                    server.login("anybody", "anything")
                    server.send_message(mail)
                """,
            ]
            try client.run()
            client.waitUntilExit()
            #expect(client.terminationStatus == 0)
            let item = try #require(inbox.items.first)
            #expect(item.subject == "Grüße")
            #expect(item.to == ["b@example.com"])
            #expect(item.text.contains("\r\n.\r\nEnde"))
        }
    }

    @Test("Keeps the latest 500")
    func capacity() {
        let state = InboxState()
        for _ in 0..<(InboxState.capacity + 3) {
            state.add { id in
                InboxItem(
                    id: id, kind: .mail, time: "", from: "", to: [], subject: "", headers: [], text: "", html: nil)
            }
        }
        #expect(state.items.count == InboxState.capacity)
        #expect(state.items.last?.id == 4)
        #expect(state.item(3) == nil)
    }
}
