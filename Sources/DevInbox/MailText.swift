import Foundation

/// What a person reads of a mail: its headers, its text, its HTML. Lenient: what cannot be understood is shown as it came.
struct MailText {
    private(set) var headers: [InboxItem.Header] = []
    private(set) var text = ""
    private(set) var html: String?

    init(_ data: [UInt8]) {
        self.init(data, depth: 0)
    }

    private init(_ data: [UInt8], depth: Int) {
        let (head, body) = Self.split(data)
        headers = Self.headers(in: head)
        let type = header("content-type") ?? "text/plain"
        guard depth < 5, type.lowercased().hasPrefix("multipart/"), let boundary = Self.parameter("boundary", of: type)
        else {
            let decoded = String(decoding: decode(body), as: UTF8.self)
            if type.lowercased().hasPrefix("text/html") { html = decoded } else { text = decoded }
            return
        }
        for part in Self.parts(of: body, boundary: boundary) {
            let part = MailText(part, depth: depth + 1)
            if text.isEmpty { text = part.text }
            html = html ?? part.html
        }
    }

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

    var subject: String { header("subject").map(Self.decodeWords) ?? "" }

    private static func split(_ data: [UInt8]) -> (head: ArraySlice<UInt8>, body: ArraySlice<UInt8>) {
        if data.starts(with: [13, 10]) { return ([], data[2...]) }
        let end: [UInt8] = [13, 10, 13, 10]
        guard let place = data.indices.first(where: { data[$0] == 13 && data[$0...].starts(with: end) }) else {
            return (data[...], [])
        }
        return (data[..<place], data[(place + 4)...])
    }

    private static func headers(in head: ArraySlice<UInt8>) -> [InboxItem.Header] {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: true)
        var unfolded: [String] = []
        for line in lines {
            if let first = line.first, first == " " || first == "\t", !unfolded.isEmpty {
                unfolded[unfolded.count - 1] += " " + line.drop { $0 == " " || $0 == "\t" }
            } else {
                unfolded.append(String(line))
            }
        }
        return unfolded.compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return InboxItem.Header(name: String(line[..<colon]), value: value)
        }
    }

    private static func parameter(_ name: String, of type: String) -> String? {
        for part in type.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, pair[0].lowercased() == name else { continue }
            return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        }
        return nil
    }

    private static func parts(of body: ArraySlice<UInt8>, boundary: String) -> [[UInt8]] {
        let text = String(decoding: body, as: UTF8.self)
        return text.components(separatedBy: "--\(boundary)").dropFirst().compactMap { part in
            guard !part.hasPrefix("--") else { return nil }
            return Array(part.trimmingPrefix("\r\n").utf8)
        }
    }

    private func decode(_ body: ArraySlice<UInt8>) -> [UInt8] {
        switch header("content-transfer-encoding")?.lowercased() {
        case "base64":
            let data = Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters)
            return data.map(Array.init) ?? Array(body)
        case "quoted-printable": return Self.unquote(body, underscoreIsSpace: false)
        default: return Array(body)
        }
    }

    private static func unquote(_ bytes: some Sequence<UInt8>, underscoreIsSpace: Bool) -> [UInt8] {
        let bytes = Array(bytes)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "="), index + 2 < bytes.count {
                if bytes[index + 1] == 13, bytes[index + 2] == 10 {
                    index += 3
                    continue
                }
                if let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16) {
                    result.append(value)
                    index += 3
                    continue
                }
            }
            result.append(underscoreIsSpace && byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte)
            index += 1
        }
        return result
    }

    /// Encoded words of RFC 2047; between two of them white space counts for nothing.
    private static func decodeWords(_ value: String) -> String {
        var result = ""
        var wasEncoded = false
        for word in value.split(separator: " ", omittingEmptySubsequences: true) {
            let decoded = decodeWord(word)
            if !result.isEmpty, !(wasEncoded && decoded != nil) { result += " " }
            result += decoded ?? String(word)
            wasEncoded = decoded != nil
        }
        return result
    }

    private static func decodeWord(_ word: Substring) -> String? {
        let parts = word.split(separator: "?", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "=", parts[4] == "=" else { return nil }
        if parts[2].uppercased() == "B" {
            return Data(base64Encoded: String(parts[3])).map { String(decoding: $0, as: UTF8.self) }
        }
        return String(decoding: unquote(parts[3].utf8, underscoreIsSpace: true), as: UTF8.self)
    }
}
