import Foundation
import Hummingbird
public import Logging

/// Catches the mails and webhooks of a development machine and shows them, so that nothing goes out by accident.
///
/// It asks for no key: it listens on loopback alone.
public struct DevInbox: Sendable {
    private static let host = "127.0.0.1"

    private let state = InboxState()
    private let now: @Sendable () -> String
    private let logger: Logger

    public init(logger: Logger) {
        self.init(logger: logger, now: { Date.now.formatted(.iso8601) })
    }

    /// - Parameter now: gives the moment as text, RFC 3339 in UTC.
    init(logger: Logger, now: @escaping @Sendable () -> String) {
        self.logger = logger
        self.now = now
    }

    /// What was caught, newest first; at most 500 items are kept.
    public var items: [InboxItem] { state.items }

    /// Where a running inbox is reached.
    public struct Address: Sendable, Hashable {
        public let mailPort: Int
        public let pagePort: Int

        /// For `MILLRACE_SMTP_URL`.
        public var smtpURL: String { "smtp://127.0.0.1:\(mailPort)?starttls=never" }
        /// The page; `/messages` below it is the same as JSON.
        public var pageURL: String { "http://127.0.0.1:\(pagePort)/" }
        /// What is posted here is caught.
        public var webhookURL: String { "http://127.0.0.1:\(pagePort)/hooks" }
    }

    /// Catches for as long as `body` runs, on ports that are free.
    /// - Throws: what `body` throws, and what the system says when no port can be had.
    public func withInbox<Value: Sendable>(_ body: (Address) async throws -> Value) async throws -> Value {
        let (ports, found) = AsyncStream.makeStream(of: (isMail: Bool, port: Int).self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { found.finish() }
                try await MailCatcher(state: state, now: now, logger: logger).run(host: Self.host, port: 0) {
                    found.yield((true, $0))
                }
            }
            group.addTask {
                defer { found.finish() }
                try await servePage { found.yield((false, $0)) }
            }
            defer { group.cancelAll() }
            var mailPort: Int?
            var pagePort: Int?
            for await (isMail, port) in ports {
                if isMail { mailPort = port } else { pagePort = port }
                if mailPort != nil, pagePort != nil { break }
            }
            guard let mailPort, let pagePort else {
                try await group.next()
                throw CancellationError()
            }
            return try await body(Address(mailPort: mailPort, pagePort: pagePort))
        }
    }

    private func servePage(onListening: @escaping @Sendable (Int) -> Void) async throws {
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            router: InboxRoutes(state: state, now: now).router,
            configuration: ApplicationConfiguration(
                address: .hostname(Self.host, port: 0), serverName: "millrace-inbox"),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) }, logger: quiet)
        try await application.run()
    }
}
