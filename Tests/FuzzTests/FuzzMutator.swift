/// Makes bad inputs of good ones.
struct FuzzMutator {
    /// Bytes an input may grow to.
    static let maximumLength = 40_000

    private static let opening = [
        "[", "{", "(", "- ", "a: ", "{\"a\":", "? ", "!", "-", "[[", "${{ ", "x ? ", "\"", "|\n ", "a.map(a,",
    ]
    private static let words = [
        "99999999999999999999999", "-9223372036854775808", "9223372036854775808", "1e400", "1e-400", "0x", "-0", "-0.0",
        "1e309", "18446744073709551615u", "NaN", ".inf", "\\ud800", "\\udc00\\ud800", "\\u0000", "\u{0}", "\u{FEFF}",
        "\u{2028}", "\u{85}", "e\u{301}", "👩‍👩‍👧", "\t", "\r", "\r\n", "\n", " ", "&a", "*a", "*a *a", "<<: *a", "!!binary",
        "!!set", "---\n", "...\n", "%YAML 1.3\n", "\"", "'", "\\", "#", ": ", "null", "true", "no", "1h30m",
        "2026-11-21T09:30:00Z",
        "0s", "-1s", "99999999999d", "500MB", "9999999999TB", "$ref", "#/", "#", "type", "steps.a.output", "input",
        "size(",
        "matches('(a*)*$')", "[0-9]{1,9999}", "(?<n>", "\\p{L}", "1/0", "1%0", "- -9223372036854775808",
        "duration('1h')",
        "timestamp('9999-12-31T23:59:59Z')", "* * * * *", "Europe/Berlin", "${{", "}}", "for_each", "parallel",
        "x-message",
    ]

    let seeds: [[UInt8]]
    var generator: FuzzGenerator

    mutating func next() -> [UInt8] {
        var bytes = seed()
        for _ in 0...generator.below(4) { change(&bytes) }
        return Array(bytes.prefix(Self.maximumLength))
    }

    private mutating func seed() -> [UInt8] { seeds.isEmpty ? [] : seeds[generator.below(seeds.count)] }

    private mutating func change(_ bytes: inout [UInt8]) {
        switch generator.below(10) {
        case 0: flip(&bytes)
        case 1: bytes.replaceSubrange(range(in: bytes), with: [])
        case 2: insert(Array(bytes[range(in: bytes)]), into: &bytes)
        case 3, 4, 5: insert(word(), into: &bytes)
        case 6: bytes.replaceSubrange(range(in: bytes, atMost: 12), with: word())
        case 7: nest(&bytes)
        case 8: splice(&bytes)
        default: insert([UInt8](repeating: UInt8(generator.below(256)), count: 1 + generator.below(4)), into: &bytes)
        }
    }

    private mutating func flip(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        for _ in 0...generator.below(3) { bytes[generator.below(bytes.count)] ^= 1 << generator.below(8) }
    }

    private mutating func range(in bytes: [UInt8], atMost: Int = 80) -> Range<Int> {
        let start = generator.below(bytes.count + 1)
        return start..<min(bytes.count, start + generator.below(atMost + 1))
    }

    private mutating func insert(_ piece: [UInt8], into bytes: inout [UInt8]) {
        let place = generator.below(bytes.count + 1)
        bytes.insert(contentsOf: piece, at: place)
    }

    private mutating func word() -> [UInt8] {
        let word = Array(Self.words[generator.below(Self.words.count)].utf8)
        guard generator.below(12) == 0 else { return word }
        return (0...generator.below(400)).flatMap { _ in word }
    }

    private mutating func nest(_ bytes: inout [UInt8]) {
        let opening = Array(Self.opening[generator.below(Self.opening.count)].utf8)
        let depth = [3, 70, 130, 600, 5_000][generator.below(5)]
        let place = generator.below(bytes.count + 1)
        bytes.insert(contentsOf: repeatElement(opening, count: depth).joined(), at: place)
    }

    private mutating func splice(_ bytes: inout [UInt8]) {
        let other = seed()
        let end = generator.below(bytes.count + 1)
        bytes = Array(bytes[..<end]) + other[generator.below(other.count + 1)...]
    }
}
