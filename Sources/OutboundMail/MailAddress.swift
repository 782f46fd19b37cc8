/// One mailbox, with the name of its owner where one is known.
public struct MailAddress: Sendable, Hashable {
    /// Such as `ada@example.org`.
    public let address: String
    public var name: String? { display?.text }

    let display: HeaderText?

    /// - Parameters:
    ///   - text: `ada@example.org` or `Ada Lovelace <ada@example.org>`.
    ///   - name: who that is; replaces a name in the text.
    ///   - field: what an error calls it, such as `to[1]`.
    /// - Throws: `field_invalid` for anything but plain ASCII dot-atoms before and after the `@`.
    public init(_ text: String, name: String? = nil, field: String) throws(OutboundMailError) {
        // Before it is taken apart, so that nothing that is cut away hides anything.
        let whole = try HeaderText(text, field: field).text
        var address = whole[...]
        var written: String?
        if whole.hasSuffix(">"), let open = whole.lastIndex(of: "<") {
            address = whole[whole.index(after: open)...].dropLast()
            written = Self.unquoted(whole[..<open])
        }
        if let problem = Self.problem(of: address) {
            throw OutboundMailError(
                .fieldInvalid, "`\(field)` is no address that can be used: \(problem).", place: field)
        }
        self.address = String(address)
        let display = name ?? written
        self.display = try display.flatMap { $0.isEmpty ? nil : $0 }.map { name throws(OutboundMailError) in
            try HeaderText(name, field: name == written ? field : "name")
        }
    }

    /// What follows the `@`.
    public var domain: String { address.split(separator: "@").last.map(String.init) ?? "" }

    /// As it stands in a header, folded before the address where a name comes first.
    var headerValue: String {
        display.map { "\($0.phrase)\r\n <\(address)>" } ?? address
    }

    private static func unquoted(_ text: Substring) -> String {
        let words = text.split(separator: " ").joined(separator: " ")
        guard words.count > 1, words.hasPrefix("\""), words.hasSuffix("\"") else { return words }
        return String(words.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
    }

    private static func problem(of address: Substring) -> String? {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return "it needs one `@` between a name and a domain" }
        guard parts[0].utf8.allSatisfy({ $0 < 0x80 }) else {
            return "letters beyond ASCII before the `@` (SMTPUTF8) are not supported"
        }
        guard parts[1].utf8.allSatisfy({ $0 < 0x80 }) else {
            return "write an international domain in its ASCII form, which begins with xn--"
        }
        guard address.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else {
            return "there are at most 64 characters before the `@` and 254 in all"
        }
        guard isDotAtom(parts[0]) else { return "the part before the `@` holds a character that is not allowed" }
        return isDomain(parts[1]) ? nil : "the part after the `@` is no domain name"
    }

    private static func isDotAtom(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.utf8.allSatisfy { $0.isAlphanumeric || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
                && !label.hasPrefix("-") && !label.hasSuffix("-")
        }
    }
}

extension UInt8 {
    var isAlphanumeric: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
