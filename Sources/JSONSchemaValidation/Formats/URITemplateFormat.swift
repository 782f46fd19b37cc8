/// URI templates (RFC 6570).
enum URITemplateFormat {
    static func admits(_ text: String) -> Bool {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "{":
                guard let end = rest.firstIndex(of: "}"), isExpression(rest[..<end]) else { return false }
                rest = rest[rest.index(after: end)...]
            case "%":
                guard isEscape(rest.prefix(2)) else { return false }
                rest = rest.dropFirst(2)
            case "\"", "<", ">", "\\", "^", "`", "|", "}": return false
            default:
                guard scalar.value > 0x20, !(0x7F...0x9F).contains(scalar.value) else { return false }
            }
        }
        return true
    }

    private static func isExpression(_ text: Substring.UnicodeScalarView) -> Bool {
        let isOperator = text.first.map { "+#./;?&".unicodeScalars.contains($0) } ?? false
        return text.dropFirst(isOperator ? 1 : 0).split(separator: ",", omittingEmptySubsequences: false)
            .allSatisfy(isVariable)
    }

    private static func isVariable(_ text: Substring.UnicodeScalarView) -> Bool {
        if text.last == "*" { return isName(text.dropLast()) }
        guard let colon = text.firstIndex(of: ":") else { return isName(text) }
        let length = text[text.index(after: colon)...]
        return isName(text[..<colon]) && (1...4).contains(length.count) && length.first != "0"
            && length.allSatisfy { ("0"..."9").contains($0) }
    }

    private static func isName(_ text: Substring.UnicodeScalarView) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            var rest = part
            while let scalar = rest.popFirst() {
                if scalar == "%" {
                    guard isEscape(rest.prefix(2)) else { return false }
                    rest = rest.dropFirst(2)
                } else {
                    guard let byte = UInt8(exactly: scalar.value), byte.isAlphanumeric || scalar == "_" else {
                        return false
                    }
                }
            }
            return !part.isEmpty
        }
    }

    private static func isEscape(_ text: Substring.UnicodeScalarView) -> Bool {
        text.count == 2 && text.allSatisfy { UInt8(exactly: $0.value)?.isHexDigit ?? false }
    }
}
