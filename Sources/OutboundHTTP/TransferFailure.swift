import CCurl

/// libcurl's codes in our words. Its own text is not passed on: it names addresses and repeats what the peer said.
enum TransferFailure {
    static func error(for result: CURLcode, detail: String, plan: TransferPlan) -> OutboundHTTPError? {
        guard result != CURLE_OK else { return nil }
        // libcurl has one code for two kinds of lateness, and one for a foreign scheme and a foreign answer.
        // Only its text tells them apart; without the text the plainer meaning is given.
        if result == CURLE_OPERATION_TIMEDOUT, detail.hasPrefix("Operation too slow") {
            return plan.error(.tooSlow, "The transfer was slower than its minimum speed.")
        }
        if result == CURLE_UNSUPPORTED_PROTOCOL, detail.contains("HTTP/0.9") {
            return plan.error(.responseInvalid, "The answer is not understandable HTTP.")
        }
        let (code, message) = meaning(of: result)
        return plan.error(code, message)
    }

    private static func meaning(of result: CURLcode) -> (OutboundHTTPError.Code, String) {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST: (.dnsFailed, "The host name could not be resolved.")
        case CURLE_COULDNT_CONNECT: (.connectFailed, "No connection could be made.")
        case CURLE_OPERATION_TIMEDOUT: (.timedOut, "The time limit has passed.")
        case CURLE_TOO_MANY_REDIRECTS: (.tooManyRedirects, "There were more redirects than allowed.")
        case CURLE_UNSUPPORTED_PROTOCOL: (.urlForbidden, "A redirect led to a scheme that is not allowed.")
        case CURLE_LOGIN_DENIED: (.urlForbidden, "A redirect led to a URL with a user name or password.")
        case CURLE_URL_MALFORMAT: (.urlInvalid, "A redirect led to something that is not a URL.")
        case CURLE_FILESIZE_EXCEEDED: (.tooLarge, "The response is larger than its limit.")
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR:
            (.connectionBroken, "The connection ended before the response was whole.")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            (.responseInvalid, "The answer is not understandable HTTP.")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED:
            (.tlsFailed, "TLS could not be set up, or the certificate was not trusted.")
        default: (.transferFailed, "The transfer failed (libcurl code \(result.rawValue)).")
        }
    }
}
