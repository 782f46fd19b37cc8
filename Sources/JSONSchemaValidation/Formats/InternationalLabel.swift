/// What stands behind `xn--` in a host name: Punycode (RFC 3492) for a label that IDNA 2008 (RFC 5892) allows.
enum InternationalLabel {
    static func isValid(encoded: Substring.UTF8View) -> Bool {
        guard let label = decode(encoded), label.contains(where: { !$0.isASCII }), let first = label.first,
            !isMark(first), first != "-", label.last != "-",
            label.count < 4 || label[2] != "-" || label[3] != "-"
        else { return false }
        return label.indices.allSatisfy { isAllowed(label, at: $0) }
    }

    private static func decode(_ encoded: Substring.UTF8View) -> [Unicode.Scalar]? {
        var output: [Unicode.Scalar] = []
        var digits = encoded
        if let mark = encoded.lastIndex(of: UInt8(ascii: "-")) {
            output = encoded[..<mark].map { Unicode.Scalar($0) }
            digits = encoded[encoded.index(after: mark)...]
        }
        var (code, place, bias) = (128, 0, 72)
        while !digits.isEmpty {
            let start = place
            var (weight, k) = (1, 36)
            while true {
                // A label has at most 63 bytes, but its numbers may still be too large.
                guard let digit = digits.popFirst().flatMap(value), weight < 1 << 40 else { return nil }
                place += digit * weight
                let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                if digit < threshold { break }
                weight *= 36 - threshold
                k += 36
            }
            let count = output.count + 1
            bias = adapted(place - start, count: count, isFirst: start == 0)
            code += place / count
            place %= count
            guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else { return nil }
            output.insert(scalar, at: place)
            place += 1
        }
        return output
    }

    private static func value(_ byte: UInt8) -> Int? {
        if byte.isDigit { return Int(byte) - 22 }
        return byte.isLetter ? Int(byte | 0x20) - 97 : nil
    }

    private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
    }

    private static func isAllowed(_ label: [Unicode.Scalar], at index: Int) -> Bool {
        let scalar = label[index]
        let before = index > 0 ? label[index - 1] : nil
        let after = index + 1 < label.count ? label[index + 1] : nil
        switch scalar.value {
        case 0xB7: return before == "l" && after == "l"
        case 0x375: return after.map { isIn([0x370...0x3FF, 0x1F00...0x1FFF], $0) } ?? false
        case 0x5F3, 0x5F4: return before.map { isIn([0x591...0x5F4, 0xFB1D...0xFB4F], $0) } ?? false
        case 0x30FB: return label.contains { isIn(eastAsian, $0) }
        case 0x660...0x669: return !label.contains { isIn([0x6F0...0x6F9], $0) }
        case 0x6F0...0x6F9: return !label.contains { isIn([0x660...0x669], $0) }
        case 0x200C: return isVirama(before) || (isIn(joining, before) && isIn(joining, after))
        case 0x200D: return isVirama(before)
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        default: return isLetterDigit(scalar)
        }
    }

    private static func isLetterDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return UInt8(scalar.value).isAlphanumeric || scalar == "-" }
        let isStable = scalar.properties.lowercaseMapping.unicodeScalars.elementsEqual([scalar])
        return isStable
            && [
                .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber,
            ].contains(scalar.properties.generalCategory)
    }

    /// Hiragana, Katakana and Han, without the middle dot itself.
    private static let eastAsian: [ClosedRange<UInt32>] = [
        0x3005...0x3007, 0x3041...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
        0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFF,
    ]

    /// Scripts whose letters join.
    private static let joining: [ClosedRange<UInt32>] = [
        0x620...0x64A, 0x66E...0x6D3, 0x6FA...0x6FF, 0x710...0x72F, 0x74D...0x77F, 0x7CA...0x7EA, 0x8A0...0x8C9,
        0x1820...0x18AA,
    ]

    private static func isIn(_ ranges: [ClosedRange<UInt32>], _ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { scalar in ranges.contains { $0.contains(scalar.value) } } ?? false
    }

    private static func isVirama(_ scalar: Unicode.Scalar?) -> Bool {
        scalar?.properties.canonicalCombiningClass == .virama
    }
}
