import OutboundMail
import StepKit

/// One try at all recipients of a mail, one after the other over the same connection.
struct MailRound {
    /// Leaves the server a moment to be told apart from the step's own deadline.
    private static let margin = Duration.milliseconds(250)

    let client: OutboundMailClient
    let message: MailMessage
    let accepted: AcceptedMails

    /// - Throws: a failure as soon as nothing more can be sent; at the end, when a recipient was put off or all were
    ///   refused. Its details hold what became of each.
    func run(in context: StepContext) async throws -> [DeliveryResult] {
        var results: [DeliveryResult] = []
        var errors: [OutboundMailError] = []
        for (index, recipient) in message.to.enumerated() {
            try context.abort.throwIfAborted()
            do {
                results.append(DeliveryResult(recipient, .sent, try await send(to: recipient, context)))
            } catch let error as OutboundMailError {
                // Cancelled means: the abort has fired, or is about to.
                if error.code == .cancelled {
                    throw context.abort.reason.map { StepAborted($0) } ?? CancellationError()
                }
                guard error.isAboutRecipient else { throw MailFailure.of(error, results: results) }
                results.append(DeliveryResult(recipient, error.isTransient ? .deferred : .refused, error.answer))
                errors.append(error)
            }
            context.progress(Double(index + 1) / Double(message.to.count))
        }
        if let error = errors.first(where: \.isTransient) ?? (errors.count == message.to.count ? errors.first : nil) {
            throw MailFailure.of(error, results: results)
        }
        return results
    }

    private func send(to recipient: MailAddress, _ context: StepContext) async throws -> MailAnswer {
        if let answer = accepted.answer(for: recipient, of: message.id) { return answer }
        let timeout = max(context.timeRemaining - Self.margin, .milliseconds(100))
        let answer = try await client.send(message, to: recipient, timeout: timeout)
        accepted.keep(answer, for: recipient, of: message.id)
        return answer
    }
}

extension OutboundMailError {
    /// Whether the server spoke of this recipient alone: others may still be told.
    fileprivate var isAboutRecipient: Bool {
        // 421 ends the connection, whoever it was about.
        answer?.code != 421 && ["RCPT", "DATA", "end of DATA"].contains(place ?? "") && answer != nil
    }
}
