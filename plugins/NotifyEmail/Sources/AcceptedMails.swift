import OutboundMail
import Synchronization

/// Which recipients of which mails the server has taken over, so that another try of the same step does not mail them
/// again. Known to this process alone: after a crash only the Message-ID tells a mail that is sent twice.
final class AcceptedMails: Sendable {
    private struct State {
        var answers: [String: [String: MailAnswer]] = [:]
        /// Oldest first.
        var order: [String] = []
    }

    private let state = Mutex(State())
    private let most: Int

    /// - Parameter most: mails beyond that many are forgotten, the oldest first.
    init(most: Int = 10_000) {
        self.most = most
    }

    func answer(for recipient: MailAddress, of mail: String) -> MailAnswer? {
        state.withLock { $0.answers[mail]?[recipient.address] }
    }

    func keep(_ answer: MailAnswer, for recipient: MailAddress, of mail: String) {
        state.withLock { state in
            if state.answers[mail] == nil { state.order.append(mail) }
            state.answers[mail, default: [:]][recipient.address] = answer
            guard state.order.count > most else { return }
            // In portions, because removing from the front moves all the others.
            let old = state.order.prefix(max(1, most / 10))
            for mail in old { state.answers[mail] = nil }
            state.order.removeFirst(old.count)
        }
    }
}
