import CCurl

/// How a transaction failed, in our words. libcurl's own text is not passed on.
struct TransferEnd {
    let result: CURLcode
    let detail: String
    let answer: MailAnswer
    let isBodyTaken: Bool

    var error: OutboundMailError {
        if result == CURLE_USE_SSL_FAILED {
            return OutboundMailError(.tlsFailed, "The server offers no STARTTLS, or refused it.", place: "STARTTLS")
        }
        if let verb = refusedVerb, (400..<600).contains(answer.code) { return refusal(at: verb) }
        if result == CURLE_LOGIN_DENIED {
            return OutboundMailError(
                .loginRefused, "The server offers no way to log in that can be used.", place: "AUTH")
        }
        let (code, message) = meaning
        guard isBodyTaken, code == .connectionBroken || code == .timedOut else {
            return OutboundMailError(code, message)
        }
        return OutboundMailError(
            code, "\(message) The whole mail was sent before: it may have been accepted.", place: "DATA",
            mayHaveBeenAccepted: true)
    }

    private func refusal(at verb: String) -> OutboundMailError {
        let isPermanent = answer.code >= 500
        let code: OutboundMailError.Code =
            !isPermanent ? .deferred : verb == "AUTH" ? .loginRefused : .refused
        let words = isPermanent ? "refused it" : "asked to come back later"
        return OutboundMailError(
            code, "The mail server \(words) with \(answer.code) at \(verb).", place: verb, answer: answer)
    }

    /// Which command the server answered with 4xx or 5xx. libcurl has one code for three verbs; only its text tells
    /// them apart.
    private var refusedVerb: String? {
        switch result {
        case CURLE_REMOTE_ACCESS_DENIED: "EHLO"
        case CURLE_LOGIN_DENIED: "AUTH"
        case CURLE_SEND_ERROR where !isBodyTaken: ["MAIL", "RCPT", "DATA"].first { detail.hasPrefix($0) }
        case CURLE_WEIRD_SERVER_REPLY, CURLE_RECV_ERROR: isBodyTaken ? "end of DATA" : "greeting"
        default: nil
        }
    }

    private var meaning: (OutboundMailError.Code, String) {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST: (.dnsFailed, "The mail server's name could not be resolved.")
        case CURLE_COULDNT_CONNECT: (.connectFailed, "No connection to the mail server could be made.")
        case CURLE_OPERATION_TIMEDOUT: (.timedOut, "The mail server did not answer in time.")
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            (.connectionBroken, "The mail server ended the connection.")
        case CURLE_WEIRD_SERVER_REPLY: (.connectionBroken, "The mail server's answer is not understandable SMTP.")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED:
            (.tlsFailed, "TLS could not be set up with the mail server, or its certificate was not trusted.")
        default: (.transferFailed, "Sending failed (libcurl code \(result.rawValue)).")
        }
    }
}
