public import struct Foundation.Date

/// One mail: a text and perhaps the same as HTML. Whatever it is made of cannot write a header of its own.
public struct MailMessage: Sendable, Hashable {
    /// The most addresses in ``to``.
    public static let mostRecipients = 100
    /// The most bytes of text and HTML together.
    public static let mostBytes = 5_000_000

    /// Without the angle brackets.
    public let id: String
    public let from: MailAddress
    public let to: [MailAddress]
    public let text: String
    public let html: String?
    public let date: Date
    public var subject: String { subjectText.text }

    let subjectText: HeaderText

    /// - Parameters:
    ///   - id: the Message-ID, of the form `word@domain`. Give a mail that is sent again the same one.
    ///   - date: when it was written; to the second.
    /// - Throws: `field_invalid` with the field's name.
    public init(
        id: String, from: MailAddress, to: [MailAddress], subject: String, text: String, html: String? = nil,
        date: Date
    ) throws(OutboundMailError) {
        // An identifier looks like an address.
        self.id = try MailAddress(id, field: "message_id").address
        guard (1...Self.mostRecipients).contains(to.count) else {
            throw OutboundMailError(
                .fieldInvalid, "A mail has 1 to \(Self.mostRecipients) recipients.", place: "to")
        }
        guard text.utf8.count + (html?.utf8.count ?? 0) <= Self.mostBytes else {
            throw OutboundMailError(.fieldInvalid, "The mail is larger than \(Self.mostBytes) bytes.", place: "text")
        }
        self.from = from
        self.to = to
        self.text = text
        self.html = html
        self.date = date
        subjectText = try HeaderText(subject, field: "subject")
    }
}
