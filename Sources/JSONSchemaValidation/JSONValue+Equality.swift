import JSONModel

extension JSONValue {
    /// Equal as JSON Schema means it: `1` and `1.0` are equal, texts are equal code point by code point.
    func equals(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.int, .double), (.double, .int), (.int, .int), (.double, .double): order(to: other) == .same
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
        case (.object(let left), .object(let right)):
            left.count == right.count && left.allSatisfy { key, value in right[key].map { value.equals($0) } ?? false }
        default: self == other
        }
    }

    /// The form in which equal numbers have equal hashes.
    var normalized: JSONValue {
        switch self {
        case .double(let number): Int64(exactly: number).map { .int($0) } ?? self
        case .array(let items): .array(items.map(\.normalized))
        case .object(let members): .object(members.mapValues(\.normalized))
        default: self
        }
    }

    enum Order { case below, same, above }

    /// Compares two numbers without rounding; `nil` if either is none.
    func order(to other: JSONValue) -> Order? {
        switch (self, other) {
        case (.int(let left), .int(let right)): Self.order(left, right)
        case (.double(let left), .double(let right)): Self.order(left, right)
        case (.int(let left), .double(let right)): Self.order(left, right)
        case (.double(let left), .int(let right)): Self.order(right, left).reversed
        default: nil
        }
    }

    private static func order<T: Comparable>(_ left: T, _ right: T) -> Order {
        left < right ? .below : left == right ? .same : .above
    }

    private static func order(_ left: Int64, _ right: Double) -> Order {
        if right >= 0x1p63 { return .below }
        if right < -0x1p63 { return .above }
        let floor = right.rounded(.down)
        guard let whole = Int64(exactly: floor) else { return .above }
        return left == whole ? (right > floor ? .below : .same) : order(left, whole)
    }
}

extension JSONValue.Order {
    fileprivate var reversed: JSONValue.Order {
        switch self {
        case .below: .above
        case .same: .same
        case .above: .below
        }
    }
}
