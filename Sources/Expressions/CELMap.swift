public import JSONModel

/// A key of a CEL map. Whole numbers are one key whatever their type: `1`, `1u` and `1.0` find the same entry.
public enum CELMapKey: Sendable, Hashable {
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case string(String)

    /// `nil` for a value that can be no key and finds none: a fraction, a list, null.
    public init?(_ value: CELValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .string(let value): self = .string(value)
        case .double(let value):
            if let whole = Int64(exactly: value) {
                self = .int(whole)
            } else if let whole = UInt64(exactly: value) {
                self = .uint(whole)
            } else {
                return nil
            }
        default: return nil
        }
    }

    public var value: CELValue {
        switch self {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .uint(let value): .uint(value)
        case .string(let value): .string(value)
        }
    }

    public static func == (a: CELMapKey, b: CELMapKey) -> Bool {
        switch (a, b) {
        case (.bool(let a), .bool(let b)): a == b
        // Code points decide: Swift would take composed and decomposed letters for the same.
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.int(let a), .uint(let b)), (.uint(let b), .int(let a)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .uint(let value): hasher.combine(Int64(truncatingIfNeeded: value))
        case .string(let value): hasher.combine(value)
        }
    }

    /// Any fixed order will do: a macro must meet the keys in the same order in every run.
    static func comesFirst(_ a: CELMapKey, _ b: CELMapKey) -> Bool {
        switch (a, b) {
        case (.bool(let a), .bool(let b)): !a && b
        case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.int(let a), .int(let b)): a < b
        case (.uint(let a), .uint(let b)): a < b
        case (.int(let a), .uint(let b)): a < b
        case (.uint(let a), .int(let b)): a < b
        default: a.rank < b.rank
        }
    }

    private var rank: Int {
        switch self {
        case .bool: 0
        case .int, .uint: 1
        case .string: 2
        }
    }
}

/// The entries of a CEL map; JSON members are converted one by one, when they are read.
public struct CELMap: Sendable {
    private enum Storage: Sendable {
        case values([CELMapKey: CELValue])
        case json([String: JSONValue])
    }

    private var storage: Storage

    public init(_ entries: [CELMapKey: CELValue]) { storage = .values(entries) }
    /// Wraps an object without copying or converting it.
    public init(_ json: [String: JSONValue]) { storage = .json(json) }
    public init(_ members: [String: CELValue]) {
        self.init(Dictionary(uniqueKeysWithValues: members.map { (CELMapKey.string($0), $1) }))
    }

    public var count: Int {
        switch storage {
        case .values(let entries): entries.count
        case .json(let members): members.count
        }
    }

    public subscript(key: CELMapKey) -> CELValue? {
        switch storage {
        case .values(let entries): return entries[key]
        case .json(let members):
            guard case .string(let name) = key else { return nil }
            return members[name].map { CELValue($0) }
        }
    }

    /// False if the key is there already; then nothing changes.
    mutating func insert(_ value: CELValue, forKey key: CELMapKey) -> Bool {
        var entries: [CELMapKey: CELValue]
        switch storage {
        case .values(let values): entries = values
        case .json: entries = Dictionary(uniqueKeysWithValues: sortedEntries.map { ($0.key, $0.value) })
        }
        // Empties the storage first, so that the dictionary has one owner and grows in place.
        storage = .values([:])
        let isNew = entries[key] == nil
        if isNew { entries[key] = value }
        storage = .values(entries)
        return isNew
    }

    public subscript(name: String) -> CELValue? { self[.string(name)] }

    /// In an order that is the same in every run.
    public var sortedKeys: [CELMapKey] {
        switch storage {
        case .values(let entries): entries.keys.sorted(by: CELMapKey.comesFirst)
        case .json(let members): members.keys.map { .string($0) }.sorted(by: CELMapKey.comesFirst)
        }
    }

    /// Bytes of all keys that are text.
    var keySize: Int {
        switch storage {
        case .values(let entries): entries.keys.reduce(0) { $0 + ($1.value.stringValue?.utf8.count ?? 0) }
        case .json(let members): members.keys.reduce(0) { $0 + $1.utf8.count }
        }
    }

    var sortedEntries: [(key: CELMapKey, value: CELValue)] {
        sortedKeys.compactMap { key in self[key].map { (key, $0) } }
    }

    /// The wrapped JSON, if no conversion is needed.
    var json: [String: JSONValue]? {
        if case .json(let members) = storage { members } else { nil }
    }

    func names(atMost limit: Int) -> [String] {
        switch storage {
        case .values(let entries): entries.keys.prefix(limit).compactMap(\.value.stringValue)
        case .json(let members): Array(members.keys.prefix(limit))
        }
    }
}
