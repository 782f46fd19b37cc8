import CCurl
import Foundation

extension EasyTransfer {
    private static let maxRedirectBodyBytes: Int64 = 256 * 1024

    /// libcurl calls these on the loop's thread while the transfer is attached, so an unretained pointer is enough.
    func installCallbacks() {
        let me = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_data_function(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
            EasyTransfer.from(me)?.readHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        ccurl_set_pointer(easy, CURLOPT_HEADERDATA, me)
        ccurl_set_data_function(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
            EasyTransfer.from(me)?.readBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        ccurl_set_pointer(easy, CURLOPT_WRITEDATA, me)
        ccurl_set_data_function(easy, CURLOPT_READFUNCTION) { buffer, size, count, me in
            let room = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
            return EasyTransfer.from(me)?.upload?.read(into: room) ?? Int(CURL_READFUNC_ABORT)
        }
        ccurl_set_pointer(easy, CURLOPT_READDATA, me)
        ccurl_set_open_socket_function(easy) { me, _, candidate in
            guard let candidate else { return CURL_SOCKET_BAD }
            return EasyTransfer.from(me)?.openSocket(candidate) ?? CURL_SOCKET_BAD
        }
        ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, me)
        ccurl_set_before_request_function(easy) { me, peer, _, port, _ in
            let isFine = peer.map { EasyTransfer.from(me)?.mayAsk(peer: String(cString: $0), port: port) == true }
            return isFine == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        ccurl_set_pointer(easy, CURLOPT_PREREQDATA, me)
        ccurl_set_progress_function(easy) { me, _, received, _, _ in
            EasyTransfer.from(me)?.mayGoOn(received: Int64(received)) == true ? 0 : 1
        }
        ccurl_set_pointer(easy, CURLOPT_XFERINFODATA, me)
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> EasyTransfer? {
        pointer.map { Unmanaged<EasyTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func refuse(_ code: OutboundHTTPError.Code, _ message: String) {
        if refusal == nil { refusal = plan.error(code, message) }
    }

    /// Any count but the line's own stops the transfer.
    private func readHeader(_ line: UnsafeRawBufferPointer) -> Int {
        switch head.read(line) {
        case .complete where !isInterim:
            if announcesTooMuch { return 0 }
            deliverHead()
        case .more, .complete: break
        case .tooLarge:
            refuse(.responseInvalid, "The response has too many headers.")
            return 0
        }
        return line.count
    }

    private var announcesTooMuch: Bool {
        guard let limit = plan.request.limits.maxResponseBytes, plan.request.method != "HEAD", status != 304,
            let length = head.headers["content-length"].flatMap({ Int64($0) }), length > limit
        else { return false }
        refuse(.tooLarge, "The response is larger than \(limit) bytes.")
        return true
    }

    /// Whether another head follows: after 1xx, and where libcurl is going to follow a redirect.
    private var isInterim: Bool {
        let status = status
        if status < 200 { return true }
        return plan.request.followsRedirects && (300..<400).contains(status)
            && head.headers["location"]?.isEmpty == false
    }

    /// libcurl reads the body of a redirect to its end and shows it to nobody: without this, an endless one is endless.
    private func mayGoOn(received: Int64) -> Bool {
        if head.isDelivered || received <= Self.maxRedirectBodyBytes { return true }
        refuse(.tooLarge, "The body of a redirect is larger than \(Self.maxRedirectBodyBytes) bytes.")
        return false
    }

    private func readBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        deliverHead()
        if let limit = plan.request.limits.maxResponseBytes, Int64(bytes.count) > limit - bodyBytes {
            refuse(.tooLarge, "The response is larger than \(limit) bytes.")
            return 0
        }
        switch exchange.update({ $0.receive(bytes) }) {
        case .stored:
            bodyBytes += Int64(bytes.count)
            return bytes.count
        case .paused: return Int(CURL_WRITEFUNC_PAUSE)
        case .refused: return 0
        }
    }

    /// The last moment before there is a socket: what is refused here never sends a packet.
    private func openSocket(_ candidate: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let endpoint = ccurl_address(candidate).flatMap { Endpoint($0, length: Int(candidate.pointee.addrlen)) }
        let isAllowed = refusal == nil && endpoint.map { plan.policy.permits($0.address, port: $0.port) } == true
        plan.settings.onSocketDecision?(endpoint, isAllowed)
        guard isAllowed else {
            refuseAddress()
            return CURL_SOCKET_BAD
        }
        // Child processes must not inherit connections.
        return socket(candidate.pointee.family, candidate.pointee.socktype | closeOnExec, candidate.pointee.protocol)
    }

    private var closeOnExec: Int32 { Int32(SOCK_CLOEXEC.rawValue) }

    /// Before every request, on new and on kept connections: a kept one had no socket opened for this request.
    private func mayAsk(peer: String, port: Int32) -> Bool {
        guard refusal == nil, let address = IPAddress(peer), let port = UInt16(exactly: port),
            plan.policy.permits(address, port: port)
        else {
            refuseAddress()
            return false
        }
        guard let text = effectiveURL, let url = try? RequestURL(parsing: text) else {
            refuse(.urlInvalid, "A redirect led to something that is not a usable URL.")
            return false
        }
        return prepareHop(to: url)
    }

    /// libcurl itself withholds only `Authorization` and `Cookie` from another origin; keys travel in other headers too.
    private func prepareHop(to url: RequestURL) -> Bool {
        var result = CURLE_OK
        if url.origin != plan.url.origin {
            result = ccurl_set_list(easy, CURLOPT_HTTPHEADER, harmlessHeaders)
        }
        if result == CURLE_OK, url.scheme == "https" {
            result = ccurl_set_text(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https")
        }
        if result != CURLE_OK { refuse(.transferFailed, "libcurl refused a setting for the redirect.") }
        return result == CURLE_OK
    }

    private func refuseAddress() {
        refuse(.urlForbidden, "The address of this URL, or of a redirect from it, is not allowed.")
    }
}
