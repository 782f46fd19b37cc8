public import JSONModel

/// A set of values an attribute may have; that it is not there at all counts as one.
public struct ValueSet: Sendable, Hashable {
    struct Kinds: OptionSet, Sendable, Hashable {
        let rawValue: UInt8

        static let absent = Kinds(rawValue: 1)
        static let null = Kinds(rawValue: 2)
        static let yes = Kinds(rawValue: 4)
        static let no = Kinds(rawValue: 8)
        /// Lists and maps, which no rule tells apart.
        static let composite = Kinds(rawValue: 16)
        static let all: Kinds = [.absent, .null, .yes, .no, .composite]
    }

    var kinds: Kinds
    var numbers: NumberSet
    /// `nil` means none.
    var strings: StringSet?

    init(_ kinds: Kinds = [], numbers: NumberSet = .none, strings: StringSet? = nil) {
        self.kinds = kinds
        self.numbers = numbers
        self.strings = strings
    }

    /// There or not.
    public static let anything = ValueSet(.all, numbers: .all, strings: .all)
    /// There, whatever its value.
    public static let present = ValueSet(Kinds.all.subtracting(.absent), numbers: .all, strings: .all)
    public static let absent = ValueSet(.absent)
    public static let text = ValueSet(strings: .all)
    public static let textOrNull = ValueSet(.null, strings: .all)

    /// One of these texts.
    public static func text(among texts: some Sequence<String>) -> ValueSet { ValueSet(strings: .among(texts)) }

    /// One of these values, by CEL's equality; `nil` for lists, maps and numbers that doubles do not tell apart.
    init?(among values: [JSONValue]) {
        var numbers: [Double] = []
        var kinds: Kinds = []
        for value in values {
            switch value {
            case .null: kinds.insert(.null)
            case .bool(let flag): kinds.insert(flag ? .yes : .no)
            case .int(let number) where number.magnitude <= 1 << 53: numbers.append(Double(number))
            case .double(let number) where number.isFinite && number.magnitude <= 0x1p53: numbers.append(number)
            case .string: break
            default: return nil
            }
        }
        let texts = values.compactMap(\.stringValue)
        self.init(kinds, numbers: NumberSet(numbers), strings: texts.isEmpty ? nil : .among(texts))
    }

    public var isEmpty: Bool { kinds.isEmpty && numbers.isEmpty && strings?.isEmpty ?? true }

    public func intersection(_ other: ValueSet) -> ValueSet {
        var strings = strings
        if let mine = strings { strings = other.strings.map { mine.intersection($0) } }
        return ValueSet(
            kinds.intersection(other.kinds), numbers: numbers.intersection(other.numbers), strings: strings)
    }

    /// - Parameter value: `nil` if it is absent.
    public func contains(_ value: JSONValue?) -> Bool {
        switch value {
        case nil: kinds.contains(.absent)
        case .null: kinds.contains(.null)
        case .bool(let flag): kinds.contains(flag ? .yes : .no)
        case .int(let number): numbers.contains(Double(number))
        case .double(let number): numbers.contains(number)
        case .string(let text): strings?.contains(Array(text.utf8)) ?? false
        case .array, .object: kinds.contains(.composite)
        }
    }

    enum Example {
        case absent
        case value(JSONValue)
    }

    /// The plainest of them; `nil` if there is none.
    var example: Example? {
        if kinds.contains(.absent) { return .absent }
        if let text = strings?.example { return .value(.string(String(decoding: text, as: UTF8.self))) }
        if let number = numbers.example { return .value(Int64(exactly: number).map { .int($0) } ?? .double(number)) }
        if kinds.contains(.yes) { return .value(true) }
        if kinds.contains(.no) { return .value(false) }
        if kinds.contains(.null) { return .value(.null) }
        return kinds.contains(.composite) ? .value([]) : nil
    }

    /// All of them, absence as `nil`; `nil` if they cannot be counted.
    var members: Set<JSONValue?>? {
        guard !kinds.contains(.composite), let numbers = numbers.members else { return nil }
        var members = Set(numbers.map { JSONValue?.some(.double($0)) })
        if let strings {
            guard let allowed = strings.allowed else { return nil }
            members.formUnion(allowed.map { .string(String(decoding: $0, as: UTF8.self)) })
        }
        let plain: [(Kinds, JSONValue?)] = [(.absent, nil), (.null, .null), (.yes, true), (.no, false)]
        return members.union(plain.filter { kinds.contains($0.0) }.map(\.1))
    }
}
