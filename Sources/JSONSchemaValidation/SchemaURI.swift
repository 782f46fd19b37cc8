/// Just enough of RFC 3986 to resolve `$id` and `$ref`.
enum SchemaURI {
    /// A URI without its fragment, and the fragment without `#`.
    static func split(_ text: String) -> (uri: String, fragment: String) {
        guard let mark = text.firstIndex(of: "#") else { return (text, "") }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }

    static func resolve(_ reference: String, against base: String) -> String {
        let (base, _) = split(base)
        if reference.isEmpty { return base }
        if reference.hasPrefix("#") { return base + reference }
        if scheme(of: reference) != nil { return reference }
        guard let scheme = scheme(of: base) else { return merge(reference, path: base, prefix: "") }
        let rest = base.dropFirst(scheme.count + 1)
        guard rest.hasPrefix("//") else { return scheme + ":" + reference }
        if reference.hasPrefix("//") { return scheme + ":" + reference }
        let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        let path = rest.dropFirst(2 + authority.count)
        return merge(reference, path: String(path), prefix: "\(scheme)://\(authority)")
    }

    static func isAbsolute(_ uri: String) -> Bool { scheme(of: uri) != nil }

    /// Text as a fragment may hold it.
    static func fragment(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-._~!$&'()*+,;=:@/?".utf8.contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            result += isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count < 2 ? "0" : "") + digits
        }
    }

    private static func scheme(of text: String) -> Substring? {
        guard let colon = text.firstIndex(of: ":"), text.first?.isLetter == true else { return nil }
        let name = text[..<colon]
        return name.allSatisfy { $0.isLetter || $0.isNumber || "+-.".contains($0) } ? name : nil
    }

    private static func merge(_ reference: String, path: String, prefix: String) -> String {
        let path = String(path.prefix { $0 != "?" })
        if reference.hasPrefix("?") { return prefix + path + reference }
        let suffix = String(reference.drop { $0 != "?" && $0 != "#" })
        let own = String(reference.dropLast(suffix.count))
        if own.hasPrefix("/") { return prefix + removeDots(own) + suffix }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? (prefix.isEmpty ? "" : "/")
        return prefix + removeDots(folder + own) + suffix
    }

    private static func removeDots(_ path: String) -> String {
        var kept: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast { kept.append("") }
            case "..":
                if kept.count > 1 { kept.removeLast() }
                if isLast { kept.append("") }
            default: kept.append(part)
            }
        }
        return kept.joined(separator: "/")
    }
}
