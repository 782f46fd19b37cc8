import CCurl

/// libcurl's multi handle with its transfers. Made, used and ended on the loop's thread alone.
final class MultiRunner {
    private static let isLibraryReady = ccurl_global_init() == CURLE_OK
    /// Only bounds a sleep without news: commands wake the thread, and libcurl shortens it for its own timers.
    private static let longestSleep: Int32 = 60_000

    let multi: UnsafeMutableRawPointer
    private var transfers: [UInt64: EasyTransfer] = [:]

    init?() {
        guard Self.isLibraryReady, let multi = curl_multi_init() else { return nil }
        self.multi = multi
    }

    func carryOut(_ command: MultiLoop.Command) {
        switch command {
        case .start(let exchange): start(exchange)
        case .resume(let id): resume(id)
        case .remove(let id): transfers.removeValue(forKey: id)?.detach(from: multi)
        }
    }

    func advance() {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE,
                let transfer = EasyTransfer.of(message.pointee.easy_handle)
            else { continue }
            finish(transfer, message.pointee.data.result)
        }
    }

    func wait() {
        curl_multi_poll(multi, nil, 0, Self.longestSleep, nil)
    }

    func end() {
        for transfer in transfers.values {
            transfer.detach(from: multi)
            transfer.exchange.update { $0.end(transfer.exchange.plan.cancelled) }
        }
        transfers = [:]
        curl_multi_cleanup(multi)
    }

    private func start(_ exchange: Exchange) {
        do throws(OutboundHTTPError) {
            let transfer = try EasyTransfer(exchange)
            guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
                throw exchange.plan.error(.transferFailed, "libcurl did not take the request.")
            }
            transfers[exchange.id] = transfer
        } catch {
            exchange.update { $0.end(error) }
        }
    }

    private func resume(_ id: UInt64) {
        guard let transfer = transfers[id] else { return }
        // Hands over the bytes held back while paused; a failure in that is reported here and nowhere else.
        let result = curl_easy_pause(transfer.easy, CURLPAUSE_CONT)
        if result != CURLE_OK { finish(transfer, result) }
    }

    private func finish(_ transfer: EasyTransfer, _ result: CURLcode) {
        transfers[transfer.exchange.id] = nil
        transfer.finish(result)
        transfer.detach(from: multi)
    }
}
