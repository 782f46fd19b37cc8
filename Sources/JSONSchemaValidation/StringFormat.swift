/// The values of `format` that can be asserted.
enum StringFormat: String, Sendable {
    case dateTime = "date-time"
    case date
    case time
    case email
    case hostname
    case ipv4
    case ipv6
    case uri
    case uuid

    func admits(_ text: String) -> Bool {
        switch self {
        case .dateTime: Self.isDateTime(text)
        case .date: Self.isDate(text)
        case .time: Self.isTime(text)
        case .email: Self.isEmail(text)
        case .hostname: Self.isHostname(text)
        case .ipv4: Self.isIPv4(text)
        case .ipv6: Self.isIPv6(text)
        case .uri: Self.isURI(text)
        case .uuid: Self.isUUID(text)
        }
    }

    /// How a message names it.
    var words: String {
        switch self {
        case .dateTime: "a date and time such as `2026-11-21T09:30:00Z`"
        case .date: "a date such as `2026-11-21`"
        case .time: "a time such as `09:30:00Z`"
        case .email: "an email address"
        case .hostname: "a host name"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .uri: "a URI such as `https://example.org/path`"
        case .uuid: "a UUID"
        }
    }

    private static func isDateTime(_ text: String) -> Bool {
        guard let mark = text.firstIndex(where: { "Tt".contains($0) }) else { return false }
        return isDate(text[..<mark]) && isTime(text[text.index(after: mark)...])
    }

    private static func isDate(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = number(parts[0], digits: 4), let month = number(parts[1], digits: 2),
            let day = number(parts[2], digits: 2), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return (1...days).contains(day)
    }

    private static func isTime(_ text: some StringProtocol) -> Bool {
        let clock = text.prefix { !"Zz+-".contains($0) }
        let halves = clock.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = (halves.first ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = number(parts[0], digits: 2), let minute = number(parts[1], digits: 2),
            let second = number(parts[2], digits: 2), hour < 24, minute < 60, second < 61,
            halves.count == 1 || isDigits(halves[1]), let offset = offset(text[clock.endIndex...])
        else { return false }
        // A leap second happens at 23:59:60 UTC only.
        return second < 60 || (hour * 60 + minute - offset + 2880) % 1440 == 1439
    }

    /// Minutes east of UTC.
    private static func offset(_ text: some StringProtocol) -> Int? {
        if text == "Z" || text == "z" { return 0 }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let sign = text.first, parts.count == 2, let hours = number(parts[0], digits: 2),
            let minutes = number(parts[1], digits: 2), hours < 24, minutes < 60
        else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func number(_ text: some StringProtocol, digits: Int) -> Int? {
        text.utf8.count == digits && isDigits(text) ? Int(text) : nil
    }

    private static func isEmail(_ text: String) -> Bool {
        guard let mark = text.lastIndex(of: "@") else { return false }
        let (local, domain) = (text[..<mark], text[text.index(after: mark)...])
        let isQuoted = local.count > 2 && local.hasPrefix("\"") && local.hasSuffix("\"")
        let isPlain = local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
        guard isQuoted || isPlain, local.utf8.count <= 64 else { return false }
        guard domain.hasPrefix("["), domain.hasSuffix("]") else { return isHostname(String(domain)) }
        let address = String(domain.dropFirst().dropLast())
        return address.hasPrefix("IPv6:") ? isIPv6(String(address.dropFirst(5))) : isIPv4(address)
    }

    private static func isHostname(_ text: String) -> Bool {
        guard text.utf8.count <= 253 else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                isDigits(part) && part.utf8.count <= 3 && (part == "0" || !part.hasPrefix("0")) && UInt8(part) != nil
            }
    }

    private static func isIPv6(_ text: String) -> Bool {
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard halves.count <= 2, !text.contains(":::") else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (place, part) in parts.enumerated() {
                let isLast = index == halves.count - 1 && place == parts.count - 1
                let isGroup = (1...4).contains(part.utf8.count) && part.utf8.allSatisfy(isHex)
                guard isGroup || (isLast && isIPv4(part)) else { return false }
                groups += isGroup ? 1 : 2
            }
        }
        return halves.count == 2 ? groups <= 7 : groups == 8
    }

    private static func isURI(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.utf8.first, isAlphanumeric(first), first > 57
        else {
            return false
        }
        let scheme = text[..<colon].utf8
        let rest = Array(text[text.index(after: colon)...].utf8)
        guard scheme.allSatisfy({ isAlphanumeric($0) || "+-.".utf8.contains($0) }) else { return false }
        let isBracketed = rest.contains(UInt8(ascii: "[")) == rest.contains(UInt8(ascii: "]"))
        return isBracketed && rest.filter { $0 == UInt8(ascii: "#") }.count <= 1
            && rest.indices.allSatisfy { index in
                if rest[index] == UInt8(ascii: "%") {
                    return index + 2 < rest.count && isHex(rest[index + 1]) && isHex(rest[index + 2])
                }
                return isAlphanumeric(rest[index]) || "-._~:/?#[]@!$&'()*+,;=".utf8.contains(rest[index])
            }
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.utf8.allSatisfy(isHex) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }
}
