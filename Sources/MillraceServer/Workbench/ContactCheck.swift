import Foundation
import JSONModel

/// What a contact may hold: whatever is written into a mail's head or called must not be able to say more than it should.
enum ContactCheck {
    /// One plain address; what looks like more of a head is refused.
    static func email(_ text: String) throws -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !#"<>()[]\,;:""#.utf8.contains($0) }
        guard isPlain, parts.count == 2, (1...64).contains(parts[0].utf8.count), isHost(parts[1]),
            text.utf8.count <= 254
        else {
            throw Problem.body(
                "`email` is one plain address such as ana@example.org, in ASCII and without line breaks", "/email")
        }
        return text
    }

    static func name(_ text: String) throws -> String {
        guard (1...200).contains(text.count), !hasControlCharacters(text) else {
            throw Problem.body("`name` has 1 to 200 characters and no line breaks or control characters", "/name")
        }
        return text
    }

    static func webhookURL(_ text: String) throws -> String {
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, text.utf8.count <= 2048, let url = URLComponents(string: text),
            ["http", "https"].contains(url.scheme?.lowercased()), url.host?.isEmpty == false
        else {
            throw Problem.body(
                "`webhookUrl` is an absolute http or https URL such as https://example.org/hook", "/webhookUrl")
        }
        guard url.user == nil, url.password == nil else {
            throw Problem.body("`webhookUrl` must hold no user and no password", "/webhookUrl")
        }
        return text
    }

    /// Never quotes the secret.
    static func secret(_ text: String, at pointer: String) throws -> String {
        let key = text.hasPrefix("whsec_") ? Data(base64Encoded: String(text.dropFirst(6))) : nil
        guard let key, (24...64).contains(key.count) else {
            throw Problem.body("a secret is `whsec_` and the base64 of 24 to 64 random bytes", pointer)
        }
        return text
    }

    static func channel(_ text: String, at pointer: String) throws -> String {
        let isName = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D
        }
        guard isName, (1...64).contains(text.utf8.count) else {
            throw Problem.body("a channel has a name such as `email`, in lower case", pointer)
        }
        return text
    }

    /// A list of texts, each once; empty if it is absent.
    static func texts(
        _ body: ObjectBody, _ name: String, atMost limit: Int, _ check: (String, String) throws -> String
    ) throws -> [String] {
        guard let value = body[name] else { return [] }
        guard let items = value.arrayValue, items.count <= limit else {
            throw Problem.body("`\(name)` is a list of at most \(limit) texts", "/\(name)")
        }
        var texts: [String] = []
        for (index, item) in items.enumerated() {
            let pointer = "/\(name)/\(index)"
            guard let text = item.stringValue else { throw Problem.body("it must be a text", pointer) }
            let checked = try check(text, pointer)
            if !texts.contains(checked) { texts.append(checked) }
        }
        return texts
    }

    private static func isHost(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
    }

    private static func hasControlCharacters(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
                || scalar.properties.generalCategory == .paragraphSeparator
        }
    }
}
