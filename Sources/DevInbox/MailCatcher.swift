import Logging
import NIOCore
import NIOPosix

/// Listens for mail on loopback and keeps all that comes.
struct MailCatcher: Sendable {
    let state: InboxState
    let now: @Sendable () -> String
    let logger: Logger

    /// Listens until the task is cancelled.
    func run(host: String, port: Int, onListening: @escaping @Sendable (Int) -> Void) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        onListening(server.channel.localAddress?.port ?? port)
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { connections in
                for try await connection in connections {
                    group.addTask {
                        // A client that goes away in the middle is its own affair.
                        do { try await talk(connection) } catch { logger.debug("a mail client went away: \(error)") }
                    }
                }
            }
        }
    }

    private func talk(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async throws {
        try await connection.executeThenClose { incoming, outgoing in
            var session = SMTPSession()
            var line: [UInt8] = []
            try await outgoing.write(ByteBuffer(string: SMTPSession.greeting))
            for try await buffer in incoming {
                for byte in buffer.readableBytesView {
                    guard byte == 10 else {
                        guard line.count < SMTPSession.maxLineBytes else { return }
                        line.append(byte)
                        continue
                    }
                    if line.last == 13 { line.removeLast() }
                    let answer = session.take(line)
                    line = []
                    if let mail = answer.mail { keep(mail) }
                    if let reply = answer.reply { try await outgoing.write(ByteBuffer(string: reply)) }
                    if answer.isEnd { return }
                }
            }
        }
    }

    private func keep(_ mail: SMTPSession.Envelope) {
        let content = MailText(mail.data)
        state.add { id in
            InboxItem(
                id: id, kind: .mail, time: now(), from: mail.sender, to: mail.recipients, subject: content.subject,
                headers: content.headers, text: content.text, html: content.html)
        }
    }
}
