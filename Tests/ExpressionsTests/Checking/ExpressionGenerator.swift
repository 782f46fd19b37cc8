import Expressions

/// Makes expressions that mostly make sense, and values for the names in them.
struct ExpressionGenerator {
    enum Kind: CaseIterable {
        case bool, int, double, text, texts, ints, object, moment, length
    }

    static let names: [String: StaticType] = [
        "flag": .bool, "n": .int, "d": .double, "s": .string, "word": .string(among: ["a", "b", "cc"]),
        "ints": .list(.int, atMost: 5), "texts": .list(.string, atMost: 4), "o": .object(shape),
        "objects": .list(.object(shape), atMost: 3), "moment": .timestamp, "length": .duration,
        "table": .map(.string, .int),
    ]

    private static let shape = ObjectShape(
        name: "o",
        members: [
            "n": .init(.int), "s": .init(.string), "maybe": .init(.string, absence: "it is optional"),
            "ints": .init(.list(.int, atMost: 3)),
        ])

    private var random: SplitMix
    private var variables: [(name: String, kind: Kind)] = []

    init(seed: UInt64) { random = SplitMix(state: seed) }

    mutating func expression() -> String {
        variables = []
        return make(Kind.allCases.randomElement(using: &random) ?? .int, 4)
    }

    mutating func bindings() -> [String: CELValue] {
        [
            "flag": .bool(Bool.random(using: &random)), "n": .int(small()), "d": .double(Double(small()) / 4),
            "s": text(), "word": .string(["a", "b", "cc"].randomElement(using: &random) ?? "a"),
            "ints": list(5) { .int($0.small()) }, "texts": list(4) { $0.text() }, "o": object(),
            "objects": list(3) { $0.object() }, "moment": moment,
            "length": .duration(.seconds(small())), "table": .map(["a": .int(small()), "x": .int(small())]),
        ]
    }

    private var moment: CELValue {
        CELTimestamp(sinceEpoch: .seconds(1_780_000_000)).map { .timestamp($0) } ?? .null
    }

    private mutating func object() -> CELValue {
        var members: [String: CELValue] = ["n": .int(small()), "s": text(), "ints": list(3) { .int($0.small()) }]
        if Bool.random(using: &random) { members["maybe"] = text() }
        return .map(members)
    }

    private mutating func small() -> Int64 { Int64.random(in: -3...9, using: &random) }

    /// As long as the estimate takes texts to be, now and then.
    private mutating func text() -> CELValue {
        let part = ["a", "b", "é", "x,y", " "].randomElement(using: &random) ?? "a"
        let count = chance(10) ? 1000 / part.utf8.count : Int.random(in: 0...4, using: &random)
        return .string(String(repeating: part, count: count))
    }

    private mutating func list(_ most: Int, _ item: (inout Self) -> CELValue) -> CELValue {
        var items: [CELValue] = []
        for _ in 0..<Int.random(in: 0...most, using: &random) { items.append(item(&self)) }
        return .list(items)
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func pick(_ forms: [String]) -> String { forms.randomElement(using: &random) ?? "1" }
}

// The forms of each kind.
extension ExpressionGenerator {
    /// Now and then of a wrong type.
    private mutating func make(_ wanted: Kind, _ depth: Int) -> String {
        exact(chance(3) ? Kind.allCases.randomElement(using: &random) ?? wanted : wanted, depth)
    }

    /// Of this type for sure: where two types meet, the checker may take nothing for granted, and says nothing.
    private mutating func exact(_ kind: Kind, _ depth: Int) -> String {
        if let name = variables.last(where: { $0.kind == kind })?.name, chance(40) { return name }
        guard depth > 0, !chance(15) else { return leaf(kind) }
        if chance(8) { return "(\(make(.bool, depth - 1)) ? \(exact(kind, depth - 1)) : \(exact(kind, depth - 1)))" }
        if chance(3) {
            let value = make(.text, depth - 1)
            return "cel.bind(bound, \(value), \(with("bound", .text) { $0.exact(kind, depth - 1) }))"
        }
        switch kind {
        case .bool: return truth(depth - 1)
        case .int: return number(depth - 1)
        case .double: return fraction(depth - 1)
        case .text: return text(depth - 1)
        case .texts: return texts(depth - 1)
        case .ints: return ints(depth - 1)
        case .object:
            return pick([
                "o", "objects[0]", "{'n': \(make(.int, depth - 1)), 's': \(make(.text, depth - 1)), 'ints': [1]}",
            ])
        case .moment: return "(moment + \(make(.length, depth - 1)))"
        case .length: return pick(["(\(make(.length, depth - 1)) + length)", "(moment - moment)"])
        }
    }

    private mutating func leaf(_ kind: Kind) -> String {
        switch kind {
        case .bool: pick(["flag", "true", "false", "has(o.maybe)"])
        case .int: pick(["n", "o.n", "7", "0", "-1", "objects[0].n", "table.a", "table['x']", "o.count"])
        case .double: pick(["d", "1.5", "-0.25"])
        case .text: pick(["s", "word", "o.s", "'a'", "''", "'x,y'", "o.maybe", "o['s']"])
        case .texts: pick(["texts", "[]", "['a', 'b']", "objects.map(each, each.s)"])
        case .ints: pick(["ints", "[1, 2]", "o.ints", "[]"])
        case .object: pick(["o", "objects[1]"])
        case .moment: pick(["moment", "timestamp('2026-01-01T00:00:00Z')", "timestamp(0)"])
        case .length: pick(["length", "duration('1h')"])
        }
    }

    private mutating func with(_ name: String, _ kind: Kind, _ body: (inout Self) -> String) -> String {
        variables.append((name, kind))
        defer { variables.removeLast() }
        return body(&self)
    }

    private mutating func truth(_ depth: Int) -> String {
        let a = Kind.allCases.randomElement(using: &random) ?? .int
        let symbol = pick(["<", "<=", ">", ">="])
        let each = "v\(variables.count)"
        switch Int.random(in: 0..<18, using: &random) {
        case 0: return "(\(make(a, depth)) == \(make(a, depth)))"
        case 1: return "(\(make(a, depth)) != \(make(a, depth)))"
        case 2: return "(\(make(.int, depth)) \(symbol) \(make(.int, depth)))"
        case 3: return "(\(make(.text, depth)) \(symbol) \(make(.text, depth)))"
        case 4: return "(\(make(.bool, depth)) && \(make(.bool, depth)) && flag)"
        case 5: return "(\(make(.bool, depth)) || \(make(.bool, depth)))"
        case 6: return "!\(make(.bool, depth))"
        case 7: return "(\(make(.int, depth)) in \(make(.ints, depth)))"
        case 8: return "(\(make(.text, depth)) in table)"
        case 9: return "\(make(.text, depth)).startsWith(\(make(.text, depth)))"
        case 10: return "\(make(.text, depth)).contains(\(make(.text, depth)))"
        case 11: return "\(make(.text, depth)).matches('a+')"
        case 12: return "(has(o.maybe) && o.maybe != \(make(.text, depth)))"
        case 13: return "\(make(.ints, depth)).all(\(each), \(with(each, .int) { $0.make(.bool, depth) }))"
        case 14: return "\(make(.texts, depth)).exists(\(each), \(with(each, .text) { $0.make(.bool, depth) }))"
        case 15: return "objects.exists_one(\(each), \(with(each, .object) { $0.make(.bool, depth) }))"
        case 16: return "math.isFinite(\(make(.double, depth)))"
        default: return "o.?maybe.hasValue()"
        }
    }

    private mutating func number(_ depth: Int) -> String {
        let symbol = pick(["+", "-", "*", "/", "%"])
        switch Int.random(in: 0..<16, using: &random) {
        case 0: return "(\(make(.int, depth)) \(symbol) \(make(.int, depth)))"
        case 1: return "size(\(make(.text, depth)))"
        case 2: return "\(make(.texts, depth)).size()"
        case 3: return "-(\(make(.int, depth)))"
        case 4: return "\(make(.ints, depth))[\(exact(.int, 0))]"
        case 5: return "int(\(make(.double, depth)))"
        case 6: return "\(make(.text, depth)).indexOf(\(make(.text, depth)))"
        case 7: return "\(make(.object, depth)).n"
        case 8: return "o.?n.orValue(\(exact(.int, depth)))"
        case 9: return "math.greatest(\(make(.int, depth)), n, 3)"
        case 10: return "\(make(.moment, depth)).getHours()"
        case 11: return "math.abs(\(make(.int, depth)))"
        case 12: return "\(make(.ints, depth)).first().orValue(\(exact(.int, depth)))"
        case 13: return "size(json(\(make(.object, depth))))"
        case 14: return "\(make(.text, depth)).lastIndexOf('a', 0)"
        default: return "table[?\(make(.text, depth))].orValue(0)"
        }
    }

    private mutating func fraction(_ depth: Int) -> String {
        let symbol = pick(["+", "-", "*", "/"])
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return "(\(make(.double, depth)) \(symbol) \(make(.double, depth)))"
        case 1: return "double(\(make(.int, depth)))"
        case 2: return "math.ceil(\(make(.double, depth)))"
        default: return "-\(make(.double, 0))"
        }
    }

    private mutating func text(_ depth: Int) -> String {
        let each = "v\(variables.count)"
        switch Int.random(in: 0..<18, using: &random) {
        case 0: return "(\(make(.text, depth)) + \(make(.text, depth)))"
        case 1: return "string(\(make(.int, depth)))"
        case 2: return "string(\(make(.double, depth)))"
        case 3: return "\(make(.texts, depth)).join(\(make(.text, depth)))"
        case 4: return "\(make(.text, depth)).replace(\(make(.text, depth)), \(make(.text, depth)))"
        case 5: return "\(make(.text, depth)).lowerAscii().trim()"
        case 6: return "json(\(make(.texts, depth)))"
        case 7: return "json(\(make(.object, depth)))"
        case 8: return "\(make(.text, depth)).substring(0, 0)"
        case 9: return "o.?maybe.orValue(\(exact(.text, depth)))"
        case 10: return "(has(o.maybe) ? o.maybe : \(exact(.text, depth)))"
        case 11: return "\(make(.object, depth)).s"
        case 12: return "\(make(.texts, depth))[0]"
        case 13: return "\(make(.text, depth)).charAt(0)"
        case 14: return "'%s is %d'.format([\(exact(.text, depth)), \(exact(.int, depth))])"
        case 15: return "strings.quote(\(make(.text, depth)))"
        case 16: return "base64.encode(bytes(\(make(.text, depth))))"
        default: return "o.?maybe.optMap(\(each), \(with(each, .text) { $0.exact(.text, depth) })).orValue(s)"
        }
    }

    private mutating func texts(_ depth: Int) -> String {
        let each = "v\(variables.count)"
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return "\(make(.text, depth)).split(',')"
        case 1: return "(\(exact(.texts, depth)) + \(exact(.texts, depth)))"
        case 2: return "[\(exact(.text, depth)), \(exact(.text, depth))]"
        case 3: return "[?o.?maybe, \(exact(.text, depth))]"
        case 4: return "\(make(.ints, depth)).map(\(each), \(with(each, .int) { $0.make(.text, depth) }))"
        case 5: return "\(make(.texts, depth)).filter(\(each), \(with(each, .text) { $0.make(.bool, depth) }))"
        case 6: return "objects.map(\(each), \(with(each, .object) { $0.make(.text, depth) }))"
        case 7: return "objects.filter(\(each), has(\(each).maybe)).map(\(each), \(each).maybe)"
        default: return "texts.transformList(i\(each), \(each), \(with(each, .text) { $0.make(.text, depth) }))"
        }
    }

    private mutating func ints(_ depth: Int) -> String {
        let each = "v\(variables.count)"
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return "(\(exact(.ints, depth)) + \(exact(.ints, depth)))"
        case 1: return "[\(exact(.int, depth)), \(exact(.int, depth))]"
        case 2: return "\(make(.object, depth)).ints"
        case 3: return "\(make(.ints, depth)).map(\(each), \(with(each, .int) { $0.make(.int, depth) }))"
        case 4: return "\(make(.texts, depth)).map(\(each), \(with(each, .text) { $0.make(.int, depth) }))"
        case 5: return "\(make(.ints, depth)).filter(\(each), \(with(each, .int) { $0.make(.bool, depth) }))"
        default:
            return
                "table.transformMap(key, \(each), \(with(each, .int) { $0.make(.int, depth) })).map(key, table[?key].orValue(1))"
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
