/// One client's talk with the mail catcher (RFC 5321): takes lines, gives replies, and hands out whole mails. Nobody is
/// asked who he is, and nothing is refused but what cannot be understood or is too long.
struct SMTPSession {
    struct Envelope: Sendable, Hashable {
        var sender = ""
        var recipients: [String] = []
        /// With CRLF line ends, dots unstuffed.
        var data: [UInt8] = []
    }

    struct Answer: Hashable {
        var reply: String?
        var mail: Envelope?
        var isEnd = false
    }

    static let greeting = "220 millrace development inbox\r\n"
    /// Beyond this a line is no line of a mail.
    static let maxLineBytes = 64 << 10
    static let maxMailBytes = 16 << 20

    private enum Phase { case commands, user, password, data }

    private var phase = Phase.commands
    private var envelope = Envelope()
    private var isTooLong = false

    /// - Parameter line: without its line end.
    mutating func take(_ line: [UInt8]) -> Answer {
        switch phase {
        case .data: return takeData(line)
        case .user:
            phase = .password
            return Answer(reply: "334 UGFzc3dvcmQ6\r\n")
        case .password:
            phase = .commands
            return Answer(reply: "235 welcome\r\n")
        case .commands: return takeCommand(String(decoding: line, as: UTF8.self))
        }
    }

    private mutating func takeCommand(_ line: String) -> Answer {
        let parts = line.split(separator: " ", maxSplits: 1)
        let argument = parts.count > 1 ? String(parts[1]) : ""
        switch parts.first?.uppercased() ?? "" {
        case "EHLO": return Answer(reply: "250-millrace\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN\r\n")
        case "HELO", "NOOP", "VRFY": return Answer(reply: "250 ok\r\n")
        case "RSET":
            envelope = Envelope()
            return Answer(reply: "250 ok\r\n")
        case "AUTH": return takeAuthentication(argument)
        case "MAIL":
            envelope = Envelope(sender: Self.address(in: argument))
            return Answer(reply: "250 ok\r\n")
        case "RCPT":
            guard envelope.recipients.count < 1000 else { return Answer(reply: "452 too many recipients\r\n") }
            envelope.recipients.append(Self.address(in: argument))
            return Answer(reply: "250 ok\r\n")
        case "DATA":
            guard !envelope.recipients.isEmpty else { return Answer(reply: "503 no recipient yet\r\n") }
            phase = .data
            return Answer(reply: "354 end with a line that is a dot\r\n")
        case "QUIT": return Answer(reply: "221 goodbye\r\n", isEnd: true)
        default: return Answer(reply: "500 not understood\r\n")
        }
    }

    /// Anybody is welcome; a mechanism that begins without its answer is asked for it.
    private mutating func takeAuthentication(_ argument: String) -> Answer {
        let words = argument.split(separator: " ")
        switch (words.first?.uppercased(), words.count) {
        case ("LOGIN", 1):
            phase = .user
            return Answer(reply: "334 VXNlcm5hbWU6\r\n")
        case ("LOGIN", _):
            phase = .password
            return Answer(reply: "334 UGFzc3dvcmQ6\r\n")
        case ("PLAIN", 1):
            phase = .password
            return Answer(reply: "334 \r\n")
        case ("PLAIN", _): return Answer(reply: "235 welcome\r\n")
        default: return Answer(reply: "504 PLAIN or LOGIN\r\n")
        }
    }

    private mutating func takeData(_ line: [UInt8]) -> Answer {
        let dot = UInt8(ascii: ".")
        guard line != [dot] else {
            defer {
                phase = .commands
                envelope = Envelope()
                isTooLong = false
            }
            return isTooLong
                ? Answer(reply: "552 the mail is too long\r\n") : Answer(reply: "250 caught\r\n", mail: envelope)
        }
        guard envelope.data.count + line.count < Self.maxMailBytes else {
            isTooLong = true
            return Answer()
        }
        envelope.data += line.first == dot ? line.dropFirst() : line[...]
        envelope.data += [13, 10]
        return Answer()
    }

    /// What stands between `<` and `>`; sources routes and parameters are of no interest.
    private static func address(in argument: String) -> String {
        guard let start = argument.firstIndex(of: "<"), let end = argument[start...].firstIndex(of: ">") else {
            return argument.split(separator: ":", maxSplits: 1).last.map { $0.trimmingPrefix(" ") }.map(String.init)
                ?? ""
        }
        return String(argument[argument.index(after: start)..<end])
    }
}
