import BoundedRegex
import JSONModel

/// The values of `format` that can be asserted.
enum StringFormat: String, Sendable, CaseIterable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case hostname
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case uriTemplate = "uri-template"
    case uuid
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    func admits(_ text: String) -> Bool {
        switch self {
        case .dateTime: TimeFormats.isDateTime(text)
        case .date: TimeFormats.isDate(text)
        case .time: TimeFormats.isTime(text)
        case .duration: DurationFormat.admits(text)
        case .email: AddressFormats.isEmail(text)
        case .hostname: AddressFormats.isHostname(text)
        case .ipv4: AddressFormats.isIPv4(text)
        case .ipv6: AddressFormats.isIPv6(text)
        case .uri: URIFormats.isURI(text)
        case .uriReference: URIFormats.isReference(text)
        case .uriTemplate: URITemplateFormat.admits(text)
        case .uuid: Self.isUUID(text)
        case .jsonPointer: JSONPointer(parsing: text) != nil
        case .relativeJSONPointer: Self.isRelativePointer(text)
        case .regex: PatternSyntax.isECMAScript(text)
        }
    }

    /// How a message names it.
    var words: String {
        switch self {
        case .dateTime: "a date and time such as `2026-11-21T09:30:00Z`"
        case .date: "a date such as `2026-11-21`"
        case .time: "a time such as `09:30:00Z`"
        case .duration: "a duration such as `P1DT2H30M`"
        case .email: "an email address"
        case .hostname: "a host name"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .uri: "a URI such as `https://example.org/path`"
        case .uriReference: "a URI or a part of one such as `/path`"
        case .uriTemplate: "a URI template such as `https://example.org/{name}`"
        case .uuid: "a UUID"
        case .jsonPointer: "a JSON pointer such as `/steps/0`"
        case .relativeJSONPointer: "a relative JSON pointer such as `1/name`"
        case .regex: "a regular expression"
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.utf8.allSatisfy(\.isHexDigit) }
    }

    private static func isRelativePointer(_ text: String) -> Bool {
        let digits = text.utf8.prefix(while: \.isDigit)
        guard !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0") else { return false }
        let rest = text.utf8.dropFirst(digits.count)
        return rest.elementsEqual("#".utf8) || JSONPointer(parsing: String(Substring(rest))) != nil
    }
}

extension UInt8 {
    var isDigit: Bool { (48...57).contains(self) }
    var isHexDigit: Bool { isDigit || (65...70).contains(self) || (97...102).contains(self) }
    var isLetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
    var isAlphanumeric: Bool { isDigit || isLetter }
}
