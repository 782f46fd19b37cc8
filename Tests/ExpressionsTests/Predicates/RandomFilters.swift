import JSONModel

/// Filters and messages by chance, the same in every run, out of so few names and values that they meet often.
struct RandomFilters: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    private static let names = ["a", "b", "c"]
    private static let texts = ["", "a", "b", "ab", "ba", "aab", "report", "report.make"]
    private static let numbers = ["0", "1", "2", "-1", "2.5", "7u", "1.0"]

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[Int(next() % UInt64(items.count))] }

    private mutating func text() -> String { "\"\(pick(Self.texts))\"" }

    private mutating func literal() -> String { pick([text(), pick(Self.numbers), "true", "false", "null"]) }

    private mutating func operand() -> String {
        let name = pick(Self.names)
        return pick([
            "message.\(name)", "message.\(name)", "message[\"\(name)\"]", "message.?\(name).orValue(\(literal()))",
        ])
    }

    private mutating func test() -> String {
        let name = pick(Self.names)
        switch next() % 9 {
        case 0: return "has(message.\(name))"
        case 1: return operand()
        case 2: return "\(operand()) \(pick(["<", "<=", ">", ">="])) \(pick(Self.numbers))"
        case 3: return "\(pick(Self.numbers)) \(pick(["==", "!=", "<", ">="])) \(operand())"
        case 4: return "\(operand()) in [\((0...next() % 3).map { _ in literal() }.joined(separator: ", "))]"
        case 5: return "\(operand()).\(pick(["startsWith", "endsWith", "contains"]))(\(text()))"
        case 6: return "size(message.\(name)) > 1"
        case 7: return "\"\(name)\" in message"
        default: return "\(operand()) \(pick(["==", "!="])) \(literal())"
        }
    }

    mutating func filter(depth: Int = 3) -> String {
        guard depth > 0, next() % 4 != 0 else { return test() }
        switch next() % 6 {
        case 0: return "!(\(filter(depth: depth - 1)))"
        case 1: return "(\(filter(depth: depth - 1))) || (\(filter(depth: depth - 1)))"
        case 2:
            return "(\(filter(depth: depth - 1))) ? (\(filter(depth: depth - 1))) : (\(filter(depth: depth - 1)))"
        default: return "(\(filter(depth: depth - 1))) && (\(filter(depth: depth - 1)))"
        }
    }

    mutating func match() -> [String: JSONValue] {
        next() % 3 > 0 ? [:] : [pick(Self.names): pick(["a", "report", 1, 2, true, .null, 2.5])]
    }

    mutating func attributes() -> [String: JSONValue] {
        var attributes: [String: JSONValue] = [:]
        for name in Self.names where next() % 4 > 0 {
            attributes[name] = pick(
                [.string(pick(Self.texts)), pick([0, 1, 2, -1, 3, 2.5, 1.0]), true, false, .null, ["a"], ["a": 1]])
        }
        return attributes
    }
}
