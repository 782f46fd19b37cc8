import CCurl

/// One libcurl transfer. Made, used and ended on the loop's thread alone: what other threads see is its ``Exchange``.
final class EasyTransfer {
    let exchange: Exchange
    let easy: UnsafeMutableRawPointer
    /// Where libcurl writes what it has to say about a failure. Never shown: it names addresses.
    let errorText: UnsafeMutablePointer<CChar>
    /// Why a callback stopped the transfer; says more than libcurl's code can.
    var refusal: OutboundHTTPError?
    var head = HeadReader()
    var bodyBytes: Int64 = 0
    var upload: UploadFile?
    /// Kept as long as the handle, which reads it until its end.
    private(set) var harmlessHeaders: UnsafeMutablePointer<curl_slist>?
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    var plan: TransferPlan { exchange.plan }

    init(_ exchange: Exchange) throws(OutboundHTTPError) {
        guard let easy = curl_easy_init() else {
            throw exchange.plan.error(.transferFailed, "libcurl is out of memory.")
        }
        self.exchange = exchange
        self.easy = easy
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        harmlessHeaders = try keepList(plan.harmlessHeaderLines)
        try configure()
    }

    deinit {
        curl_easy_cleanup(easy)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
    }

    /// The transfer that a handle was made for.
    static func of(_ easy: UnsafeMutableRawPointer?) -> EasyTransfer? {
        var pointer: UnsafeMutableRawPointer?
        guard let easy, ccurl_get_pointer(easy, CURLINFO_PRIVATE, &pointer) == CURLE_OK, let pointer else { return nil }
        return Unmanaged<EasyTransfer>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Removing an unfinished transfer closes its connection.
    func detach(from multi: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(multi, easy)
    }

    /// A list that lives as long as the transfer.
    func keepList(_ items: [String]) throws(OutboundHTTPError) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for item in items {
            guard let longer = curl_slist_append(list, item) else {
                curl_slist_free_all(list)
                throw plan.error(.transferFailed, "libcurl is out of memory.")
            }
            list = longer
        }
        if let list { lists.append(list) }
        return list
    }

    func finish(_ result: CURLcode) {
        if result == CURLE_OK, refusal == nil { deliverHead() }
        let error = refusal ?? TransferFailure.error(for: result, detail: String(cString: errorText), plan: plan)
        exchange.update { $0.end(error) }
    }

    /// Hands the head to the reader, once.
    func deliverHead() {
        guard !head.isDelivered else { return }
        head.isDelivered = true
        let response = ResponseHead(status: status, headers: head.headers, url: effectiveURL ?? plan.url.text)
        exchange.update { $0.receive(response) }
    }

    var status: Int {
        var status = 0
        ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    /// What is being asked for now: changes with every redirect.
    var effectiveURL: String? {
        var text: UnsafePointer<CChar>?
        guard ccurl_get_text(easy, CURLINFO_EFFECTIVE_URL, &text) == CURLE_OK, let text else { return nil }
        return String(cString: text)
    }
}
