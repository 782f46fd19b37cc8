/// What makes two dead letters the same to a person: the subscription, the reason, the code, the step, and the
/// message without the parts that differ from case to case.
package enum Fingerprint {
    /// 16 hexadecimal digits.
    package static func text(subscription: String, reason: String, failure: FailureRecord) -> String {
        let parts = [subscription, reason, failure.code, failure.step ?? "", general(failure.message)]
        let digits = String(hash(parts.joined(separator: "\u{1f}").utf8), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The message with `#` for each word that holds a digit and each text in quotes: numbers, ids, times, names.
    package static func general(_ message: String) -> String {
        var words: [String] = []
        var quote: Character?
        for word in message.prefix(2000).split(separator: " ") {
            if let open = quote {
                if word.contains(open) { quote = nil }
                continue
            }
            let mark = word.first { "`'\"".contains($0) }
            if let mark, word.count(where: { $0 == mark }) == 1, word.first == mark { quote = mark }
            let isParticular = mark != nil || word.contains { $0.isNumber }
            words.append(isParticular ? "#" : String(word))
        }
        return words.joined(separator: " ")
    }

    /// FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): stable over processes, which `Hasher` is not.
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
