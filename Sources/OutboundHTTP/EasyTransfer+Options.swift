import CCurl

extension EasyTransfer {
    /// Every option is checked: one that this libcurl lacks must not be missing in silence.
    func configure() throws(OutboundHTTPError) {
        installCallbacks()
        try set(CURLOPT_PRIVATE, pointer: Unmanaged.passUnretained(self).toOpaque())
        try set(CURLOPT_ERRORBUFFER, pointer: errorText)
        try configureReach()
        try configureConnection()
        try configureLimits(plan.request.limits)
        try configureRequest(plan.request)
    }

    /// Where libcurl may go at all; addresses are the callbacks' matter.
    private func configureReach() throws(OutboundHTTPError) {
        try set(CURLOPT_URL, plan.url.text)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_REDIR_PROTOCOLS_STR, plan.url.scheme == "https" ? "https" : "http,https")
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        // Empty, not unset: otherwise `http_proxy` counts, and the callbacks would see the proxy's address.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_FOLLOWLOCATION, plan.request.followsRedirects ? 1 : 0)
        try set(CURLOPT_MAXREDIRS, min(plan.request.maxRedirects, 100))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = plan.settings.certificateAuthorities { try set(CURLOPT_CAINFO, file) }
    }

    private func configureConnection() throws(OutboundHTTPError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_NOPROGRESS, 0)
        // Otherwise ending a transfer that still looks up its name blocks the thread, and every other transfer with it.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_BUFFERSIZE, 64 * 1024)
        if let pinned = try keepList(plan.settings.pinnedNames) { try set(CURLOPT_RESOLVE, list: pinned) }
    }

    private func configureLimits(_ limits: TransferLimits) throws(OutboundHTTPError) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectTimeout.curlMilliseconds)
        if let timeout = limits.totalTimeout { try set(CURLOPT_TIMEOUT_MS, timeout.curlMilliseconds) }
        if let minimum = limits.minimumSpeed {
            try set(CURLOPT_LOW_SPEED_LIMIT, minimum.bytesPerSecond)
            try set(CURLOPT_LOW_SPEED_TIME, minimum.duration.curlSeconds)
        }
        if let speed = limits.maxBytesPerSecond { try set(CURLOPT_MAX_RECV_SPEED_LARGE, offset: speed) }
    }

    private func configureRequest(_ request: OutboundRequest) throws(OutboundHTTPError) {
        try configureMethod(request)
        try set(CURLOPT_HTTPHEADER, list: keepList(plan.headerLines))
        if let start = request.rangeStart { try set(CURLOPT_RANGE, "\(start)-") }
        // The empty text offers every coding this libcurl can undo.
        if request.acceptsCompression { try set(CURLOPT_ACCEPT_ENCODING, "") }
    }

    private func configureMethod(_ request: OutboundRequest) throws(OutboundHTTPError) {
        if let file = request.bodyFile {
            try configureUpload(file)
        } else if request.method == "POST" || request.body != nil {
            try configureBody(request.body ?? [])
        }
        switch request.method {
        case "GET" where request.body == nil && request.bodyFile == nil: break
        case "POST" where request.bodyFile == nil: break
        case "HEAD": try set(CURLOPT_NOBODY, 1)
        default: try set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private func configureBody(_ body: [UInt8]) throws(OutboundHTTPError) {
        try set(CURLOPT_POST, 1)
        try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: Int64(body.count))
        let result = body.withUnsafeBytes { bytes in
            ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(errorText))
        }
        try check(result)
    }

    private func configureUpload(_ path: String) throws(OutboundHTTPError) {
        guard let file = UploadFile(path) else {
            throw plan.error(.requestInvalid, "The file to send is gone, or is not a regular file.")
        }
        upload = file
        try set(CURLOPT_UPLOAD, 1)
        try set(CURLOPT_INFILESIZE_LARGE, offset: file.size)
        try set(CURLOPT_UPLOAD_BUFFERSIZE, 256 * 1024)
        // A kept connection may turn out to be dead after some bytes were read, and a file is read only once.
        try set(CURLOPT_FRESH_CONNECT, 1)
    }

    private func set(_ option: CURLoption, _ value: Int) throws(OutboundHTTPError) {
        try check(ccurl_set_long(easy, option, value))
    }

    private func set(_ option: CURLoption, offset: Int64) throws(OutboundHTTPError) {
        try check(ccurl_set_offset(easy, option, curl_off_t(offset)))
    }

    private func set(_ option: CURLoption, _ value: String) throws(OutboundHTTPError) {
        try check(ccurl_set_text(easy, option, value))
    }

    private func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) throws(OutboundHTTPError) {
        try check(ccurl_set_pointer(easy, option, pointer))
    }

    private func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) throws(OutboundHTTPError) {
        try check(ccurl_set_list(easy, option, list))
    }

    private func check(_ result: CURLcode) throws(OutboundHTTPError) {
        guard result == CURLE_OK else {
            throw plan.error(.transferFailed, "libcurl refused a setting (code \(result.rawValue)).")
        }
    }
}
