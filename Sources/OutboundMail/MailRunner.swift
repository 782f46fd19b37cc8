import CCurl

/// libcurl's multi handle with the mails under way. Made, used and ended on the loop's thread alone.
final class MailRunner {
    private static let isLibraryReady = ccurl_global_init() == CURLE_OK
    /// Only bounds a sleep without news: commands wake the thread, and libcurl shortens it for its own timers.
    private static let longestSleep: Int32 = 60_000

    let multi: UnsafeMutableRawPointer
    private let mostConnections: Int
    private var transfers: [ObjectIdentifier: MailTransfer] = [:]
    private var waiting: [Posting] = []

    init?(mostConnections: Int) {
        guard Self.isLibraryReady, let multi = curl_multi_init() else { return nil }
        self.multi = multi
        self.mostConnections = mostConnections
    }

    func carryOut(_ command: MailLoop.Command) {
        switch command {
        case .start(let posting): waiting.append(posting)
        case .remove(let posting):
            waiting.removeAll { $0 === posting }
            // It stays in libcurl's hands until it has failed: a transfer that is taken away while it is fine gets its
            // final dot sent, and half a mail would be accepted.
            transfers[ObjectIdentifier(posting)]?.cancel()
        }
    }

    func advance() {
        startWaiting()
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let transfer = MailTransfer.of(message.pointee.easy_handle)
            else { continue }
            finish(transfer, message.pointee.data.result)
            startWaiting()
        }
    }

    func wait() {
        curl_multi_poll(multi, nil, 0, Self.longestSleep, nil)
    }

    func end() {
        for posting in waiting { posting.end(.failure(Posting.cancelled)) }
        waiting = []
        for transfer in transfers.values {
            transfer.posting.end(.failure(Posting.cancelled))
            transfer.cancel()
        }
        advance()
        for transfer in transfers.values { curl_multi_remove_handle(multi, transfer.easy) }
        transfers = [:]
        curl_multi_cleanup(multi)
    }

    private func startWaiting() {
        while transfers.count < mostConnections, !waiting.isEmpty { start(waiting.removeFirst()) }
    }

    private func start(_ posting: Posting) {
        do throws(OutboundMailError) {
            let transfer = try MailTransfer(posting)
            guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
                throw OutboundMailError(.transferFailed, "libcurl did not take the mail.")
            }
            transfers[ObjectIdentifier(posting)] = transfer
        } catch {
            posting.end(.failure(error))
        }
    }

    private func finish(_ transfer: MailTransfer, _ result: CURLcode) {
        transfers[ObjectIdentifier(transfer.posting)] = nil
        transfer.posting.end(transfer.outcome(of: result))
        curl_multi_remove_handle(multi, transfer.easy)
    }
}
