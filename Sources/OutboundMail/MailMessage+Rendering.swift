import Foundation

extension MailMessage {
    /// The mail as it travels (RFC 5322, RFC 2045): ASCII, lines that end with CR LF and stay below 998 characters.
    public func rendered() -> [UInt8] {
        Array((headers + body).utf8)
    }

    private var headers: String {
        [
            "Date: \(MailDate.text(date))",
            "From: \(from.headerValue)",
            "To: \(to.map(\.headerValue).joined(separator: ",\r\n "))",
            "Subject: \(subjectText.encoded(after: "Subject: ".utf8.count))",
            "Message-ID: <\(id)>",
            "MIME-Version: 1.0",
            // Keeps holiday notes and the like from answering (RFC 3834).
            "Auto-Submitted: auto-generated",
        ].map { $0 + "\r\n" }.joined()
    }

    private var body: String {
        let plain = Self.part("text/plain", text)
        guard let html else { return plain }
        let rich = Self.part("text/html", html)
        return """
            Content-Type: multipart/alternative; boundary="\(Self.boundary)"\r
            \r
            --\(Self.boundary)\r
            \(plain)--\(Self.boundary)\r
            \(rich)--\(Self.boundary)--\r

            """
    }

    /// Neither encoding of ours can hold `=_`, so no text can end its part.
    private static let boundary = "=_millrace_part"

    private static func part(_ mediaType: String, _ text: String) -> String {
        let body = EncodedBody(text)
        return """
            Content-Type: \(mediaType); charset=utf-8\r
            Content-Transfer-Encoding: \(body.encoding)\r
            \r
            \(body.text)\r

            """
    }
}

/// RFC 5322, 3.3: `Sat, 21 Nov 2026 21:30:00 +0000`.
enum MailDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    static func text(_ date: Date) -> String {
        // What no calendar of a mail holds is shown as its nearest end.
        let seconds = min(max(date.timeIntervalSince1970, 0), 253_402_300_799)
        var time = time_t(seconds.isNaN ? 0 : seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { twoDigits($0) }.joined(separator: ":")
        return "\(days[Int(parts.tm_wday)]), \(twoDigits(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
            + "\(Int(parts.tm_year) + 1900) \(clock) +0000"
    }

    private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
