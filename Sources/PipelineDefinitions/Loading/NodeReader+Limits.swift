import Broker
import Expressions
import JSONModel

extension NodeReader {
    /// More would make each lock call slow.
    static let mostLimits = 4

    /// `limits:` of a subscription.
    mutating func limits(_ node: YAMLNode?) -> [LimitDefinition] {
        guard let node else { return [] }
        guard let items = node.items else {
            error("E0204", "`limits` must be a list", at: node.range, help: "put `- ` before each limit")
            return []
        }
        if items.count > Self.mostLimits {
            let message = "`limits` has \(items.count) entries; at most \(Self.mostLimits) are allowed"
            error("E0306", message, at: items[Self.mostLimits].range)
        }
        return items.compactMap { limit($0) }
    }

    private mutating func limit(_ node: YAMLNode) -> LimitDefinition? {
        guard let members = members(of: node, "a limit", keys: ["key", "concurrency", "rate"], required: ["key"])
        else { return nil }
        let key = attributeExpression(
            members["key"]?.value, "key", "a limit's key", consequence: "a key is one expression")
        let concurrency = integer(members["concurrency"]?.value, "concurrency", in: 1...10_000)
        let rate = rate(members["rate"]?.value)
        // A misspelt key has its own finding.
        if members.keys.allSatisfy({ $0 == "key" }) {
            let help = "add for example `concurrency: 2` or `rate: 10/s`"
            error("E0203", "a limit has neither `concurrency` nor `rate`", at: node.range, help: help)
        }
        return key.map { LimitDefinition(key: $0, concurrency: concurrency, rate: rate) }
    }

    /// Bare CEL over a message's attributes.
    /// - Parameter place: what it is, for messages: "a filter".
    mutating func attributeExpression(
        _ node: YAMLNode?, _ name: String, _ place: String, consequence: String = "this is always true"
    ) -> Expression? {
        guard let node, let written = expression(node, name, consequence: consequence) else { return nil }
        let expression = speaksOfEvents ? written.renaming("event", to: "message") : written
        let attributes = speaksOfEvents ? "event.type, event.status" : "message.jobType, message.creatorId"
        for reference in expression.references where reference.root != "message" {
            error(
                "E0402", "`\(reference.root)` is not available in \(place)",
                at: range(of: reference, segment: 0, in: node),
                help: "\(place) sees the attributes alone: \(attributes), …")
        }
        return expression
    }

    /// `10/s`, `100/m`, or a count for a duration: `5/10s`.
    private mutating func rate(_ node: YAMLNode?) -> KeyLimit.Rate? {
        guard let node else { return nil }
        let text = node.scalar?.text ?? ""
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, let period = Self.period(halves[1]), Self.isCount(halves[0]) else {
            let name = text.isEmpty ? "this" : "`\(text)`"
            let meant = Self.meantRate(halves)
            error(
                "E0207", "\(name) is not a rate", at: node.range,
                help: meant.map { "write `\($0)`" } ?? "write for example 10/s, 100/m, 5/10s",
                fix: meant.flatMap { replacement(of: node, with: $0) })
            return nil
        }
        guard let count = Int(halves[0]), (1...1_000_000).contains(count), period > .zero else {
            let help = "the count is 1 to 1000000, the time at least 1ms"
            error("E0306", "`rate: \(text)` is out of range", at: node.range, help: help)
            return nil
        }
        return KeyLimit.Rate(count: count, period: period)
    }

    /// A unit alone stands for one of it.
    private static func period(_ text: String) -> Duration? {
        Duration(parsing: ["s", "m", "h", "d"].contains(text) ? "1" + text : text)
    }

    private static func isCount(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Takes `5/sec` and `5 / minute` for what they mean.
    private static func meantRate(_ halves: [String]) -> String? {
        let words = halves.map { $0.filter { !$0.isWhitespace } }
        guard let count = words.first, isCount(count), words.count == 2 else { return nil }
        let units = ["sec": "s", "second": "s", "min": "m", "minute": "m", "hour": "h", "hr": "h", "day": "d"]
        let word = words[1].lowercased()
        return (period(word).map { _ in word } ?? units[word]).map { "\(count)/\($0)" }
    }
}
