public import JSONModel

/// The items of a CEL list; JSON items are converted one by one, when they are read.
public struct CELList: Sendable, RandomAccessCollection {
    private enum Storage: Sendable {
        case values([CELValue])
        case json([JSONValue])
    }

    private var storage: Storage

    public init(_ values: [CELValue]) { storage = .values(values) }
    /// Wraps an array without copying or converting it.
    public init(_ json: [JSONValue]) { storage = .json(json) }

    public var startIndex: Int { 0 }

    public var endIndex: Int {
        switch storage {
        case .values(let values): values.count
        case .json(let items): items.count
        }
    }

    public subscript(position: Int) -> CELValue {
        switch storage {
        case .values(let values): values[position]
        case .json(let items): CELValue(items[position])
        }
    }

    /// The wrapped JSON, if no conversion is needed.
    var json: [JSONValue]? {
        if case .json(let items) = storage { items } else { nil }
    }

    mutating func append(_ value: CELValue) {
        guard case .values(var values) = storage else {
            storage = .values(Array(self) + [value])
            return
        }
        // Empties the storage first, so that the array has one owner and grows in place.
        storage = .values([])
        values.append(value)
        storage = .values(values)
    }
}
