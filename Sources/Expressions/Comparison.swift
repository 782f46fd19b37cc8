/// Equality and order, across number types too.
enum Comparison {
    static func areEqual(_ a: CELValue, _ b: CELValue, _ meter: inout Meter, depth: Int = 0) throws(Fault) -> Bool {
        try meter.checkDepth(depth)
        try meter.spend(1)
        switch (a, b) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.string(let a), .string(let b)):
            guard a.utf8.count == b.utf8.count else { return false }
            try meter.read(a.utf8.count)
            return a.utf8.elementsEqual(b.utf8)
        case (.bytes(let a), .bytes(let b)):
            try meter.read(min(a.count, b.count))
            return a == b
        case (.timestamp(let a), .timestamp(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        case (.type(let a), .type(let b)): return a == b
        case (.list(let a), .list(let b)):
            guard a.count == b.count else { return false }
            for (first, second) in zip(a, b) {
                guard try areEqual(first, second, &meter, depth: depth + 1) else { return false }
            }
            return true
        case (.optional(let a), .optional(let b)):
            guard let a, let b else { return a == nil && b == nil }
            return try areEqual(a, b, &meter, depth: depth + 1)
        case (.map(let a), .map(let b)): return try areEqual(a, b, &meter, depth)
        default: return order(ofNumbers: a, b) == .same
        }
    }

    private static func areEqual(
        _ a: CELMap, _ b: CELMap, _ meter: inout Meter, _ depth: Int
    ) throws(Fault) -> Bool {
        guard a.count == b.count else { return false }
        for key in try meter.sortedKeys(a) {
            guard let value = a[key], let other = b[key] else { return false }
            guard try areEqual(value, other, &meter, depth: depth + 1) else { return false }
        }
        return true
    }

    static func contains(_ container: CELValue, _ value: CELValue, _ meter: inout Meter) throws(Fault) -> Bool {
        switch container {
        case .list(let items):
            for item in items {
                if try areEqual(item, value, &meter) { return true }
            }
            return false
        case .map(let map): return try meter.key(value).map { map[$0] != nil } ?? false
        default:
            let message = "`in` needs a list or a map on its right, not \(container.type.withArticle)"
            throw meter.fault(.typeMismatch, message)
        }
    }

    /// - Parameter symbol: one of `<`, `<=`, `>`, `>=`.
    static func holds(
        _ symbol: BinaryOperator, _ a: CELValue, _ b: CELValue, _ meter: inout Meter
    ) throws(Fault) -> Bool {
        // Not-a-number is neither below, the same, nor above.
        guard let order = try order(symbol, a, b, &meter) else { return false }
        switch symbol {
        case .less: return order == .below
        case .lessOrEqual: return order != .above
        case .greater: return order == .above
        default: return order != .below
        }
    }

    private enum Order {
        case below, same, above

        init<T: Comparable>(_ a: T, _ b: T) { self = a < b ? .below : a == b ? .same : .above }
    }

    private static func order(
        _ symbol: BinaryOperator, _ a: CELValue, _ b: CELValue, _ meter: inout Meter
    ) throws(Fault) -> Order? {
        switch (a, b) {
        case (.bool(let a), .bool(let b)): return Order(a ? 1 : 0, b ? 1 : 0)
        case (.timestamp(let a), .timestamp(let b)): return Order(a, b)
        case (.duration(let a), .duration(let b)): return Order(a, b)
        case (.string(let a), .string(let b)):
            try meter.read(min(a.utf8.count, b.utf8.count))
            return order(a.utf8, b.utf8)
        case (.bytes(let a), .bytes(let b)):
            try meter.read(min(a.count, b.count))
            return order(a, b)
        case _ where a.isNumber && b.isNumber: return order(ofNumbers: a, b)
        default:
            let message = "`\(symbol.rawValue)` cannot compare \(a.type.withArticle) with \(b.type.withArticle)"
            throw meter.fault(.typeMismatch, message)
        }
    }

    private static func order(_ a: some Sequence<UInt8>, _ b: some Sequence<UInt8>) -> Order {
        a.lexicographicallyPrecedes(b) ? .below : b.lexicographicallyPrecedes(a) ? .above : .same
    }

    /// `nil` unless both are numbers, and for not-a-number.
    private static func order(ofNumbers a: CELValue, _ b: CELValue) -> Order? {
        switch (a, b) {
        case (.int(let a), .int(let b)): return Order(a, b)
        case (.double(let a), .double(let b)): return a.isNaN || b.isNaN ? nil : Order(a, b)
        case (.double(let a), _): return b.wholeNumber.flatMap { order(a, $0) }
        case (_, .double(let b)): return a.wholeNumber.flatMap { order(b, $0) }.map(reversed)
        default:
            guard let a = a.wholeNumber, let b = b.wholeNumber else { return nil }
            return Order(a, b)
        }
    }

    /// As doubles, like other implementations of CEL: beyond 2^53 neighbours are the same.
    private static func order(_ a: Double, _ b: Int128) -> Order? {
        a.isNaN ? nil : Order(a, Double(b))
    }

    private static func reversed(_ order: Order) -> Order {
        switch order {
        case .below: .above
        case .same: .same
        case .above: .below
        }
    }
}

extension CELValue {
    fileprivate var wholeNumber: Int128? {
        switch self {
        case .int(let value): Int128(value)
        case .uint(let value): Int128(value)
        default: nil
        }
    }
}
