import CCurl

extension MailTransfer {
    /// Every option is checked: one that this libcurl lacks must not be missing in silence.
    func configure() throws(OutboundMailError) {
        installCallbacks()
        try set(CURLOPT_PRIVATE, pointer: Unmanaged.passUnretained(self).toOpaque())
        try set(CURLOPT_ERRORBUFFER, pointer: errorText)
        try configureReach()
        try configureLimits()
        try configureMail()
    }

    private func configureReach() throws(OutboundMailError) {
        try set(CURLOPT_URL, plan.server.url)
        try set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // Empty, not unset: otherwise the environment's proxy counts.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_USE_SSL, tlsLevel)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = plan.certificateAuthorities { try set(CURLOPT_CAINFO, file) }
        guard let user = plan.server.user, let password = plan.server.password else { return }
        try set(CURLOPT_USERNAME, user)
        try set(CURLOPT_PASSWORD, password)
    }

    private var tlsLevel: Int {
        switch plan.server.protection {
        case .tls, .required: Int(CURLUSESSL_ALL.rawValue)
        case .optional: Int(CURLUSESSL_TRY.rawValue)
        case .never: Int(CURLUSESSL_NONE.rawValue)
        }
    }

    private func configureLimits() throws(OutboundMailError) {
        let left = plan.end - .now
        guard left > .zero else { throw OutboundMailError(.timedOut, "There was no time left to send the mail.") }
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_NOPROGRESS, 0)
        // Bounds each answer, and so the goodbye, for which libcurl holds up this thread.
        try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, 60)
        // Otherwise ending a transfer that still looks up its name blocks the thread, and every other mail with it.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_TIMEOUT_MS, left.curlMilliseconds)
        try set(CURLOPT_CONNECTTIMEOUT_MS, min(plan.connectTimeout, left).curlMilliseconds)
        // Servers say goodbye to idle clients soon; a new connection is cheaper than a mail that meets a closed one.
        try set(CURLOPT_MAXAGE_CONN, 20)
    }

    private func configureMail() throws(OutboundMailError) {
        try set(CURLOPT_MAIL_FROM, "<\(plan.sender)>")
        try check(ccurl_set_list(easy, CURLOPT_MAIL_RCPT, keepList("<\(plan.recipient)>")))
        try set(CURLOPT_UPLOAD, 1)
        try check(ccurl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(plan.bytes.count)))
    }

    /// libcurl calls these on the loop's thread while the transfer is attached, so an unretained pointer is enough.
    private func installCallbacks() {
        let me = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_data_function(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
            MailTransfer.from(me)?.read(answer: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        ccurl_set_pointer(easy, CURLOPT_HEADERDATA, me)
        // What is not a header of ours is nothing we asked for; without this libcurl writes it to standard output.
        ccurl_set_data_function(easy, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
        ccurl_set_data_function(easy, CURLOPT_READFUNCTION) { bytes, size, count, me in
            MailTransfer.from(me)?.give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
                ?? Int(CURL_READFUNC_ABORT)
        }
        ccurl_set_pointer(easy, CURLOPT_READDATA, me)
        ccurl_set_progress_function(easy) { me, _, _, _, _ in MailTransfer.from(me)?.isCancelled == false ? 0 : 1 }
        ccurl_set_pointer(easy, CURLOPT_XFERINFODATA, me)
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> MailTransfer? {
        pointer.map { Unmanaged<MailTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func set(_ option: CURLoption, _ value: Int) throws(OutboundMailError) {
        try check(ccurl_set_long(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(OutboundMailError) {
        try check(ccurl_set_text(easy, option, value))
    }

    private func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) throws(OutboundMailError) {
        try check(ccurl_set_pointer(easy, option, pointer))
    }

    private func check(_ result: CURLcode) throws(OutboundMailError) {
        guard result == CURLE_OK else {
            throw OutboundMailError(.transferFailed, "libcurl refused a setting (code \(result.rawValue)).")
        }
    }
}

extension Duration {
    /// Rounded up; never 0, which libcurl reads as "none", and never more than 24 days.
    fileprivate var curlMilliseconds: Int {
        let (seconds, attoseconds) = Swift.min(self, .milliseconds(Int64(Int32.max))).components
        return Int(Swift.max(1, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
