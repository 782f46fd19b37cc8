extension FunctionLibrary {
    mutating func addOptionals() {
        add("optional.of", .function, result: { .optional($0[0]) }) { (_, value: CELValue) throws(Fault) in
            OptionalOperand(value)
        }
        add("optional.ofNonZeroValue", .function, result: { .optional($0[0]) }) {
            (_, value: CELValue) throws(Fault) in OptionalOperand(value.isZero ? nil : value)
        }
        add("optional.none", result: { _ in .optional(.nothing) }) { _ throws(Fault) in OptionalOperand(nil) }
        add("hasValue", .method) { (_, optional: OptionalOperand) throws(Fault) in optional.value != nil }
        add("value", .method, result: Self.unwrapped) { (meter, optional: OptionalOperand) throws(Fault) -> CELValue in
            guard let value = optional.value else {
                throw meter.fault(.invalidValue, "this optional has no value; `orValue(x)` gives another one instead")
            }
            return value
        }
        add("optional.unwrap", .function, result: Self.presentItems, body: Self.presentValues)
        add("unwrapOpt", .method, result: Self.presentItems, body: Self.presentValues)
        add("first", .method, result: Self.item) { (_, list: CELList) throws(Fault) in OptionalOperand(list.first) }
        add("last", .method, result: Self.item) { (_, list: CELList) throws(Fault) in OptionalOperand(list.last) }
    }

    private static let unwrapped: Overload.ResultRule = { types in
        if case .optional(let value) = types[0] { value } else { .any }
    }

    private static let item: Overload.ResultRule = { types in
        if case .list(let item, _) = types[0] { .optional(item) } else { .optional(.any) }
    }

    private static let presentItems: Overload.ResultRule = { types in
        guard case .list(.optional(let item), let count) = types[0] else { return .list(.any, atMost: nil) }
        return .list(item, atMost: count)
    }

    /// The values of the items, optionals all, that have one.
    private static func presentValues(_ meter: inout Meter, _ list: CELList) throws(Fault) -> CELList {
        try meter.spend(list.count)
        try meter.produce(list.count * Meter.itemSize)
        var values: [CELValue] = []
        for (index, item) in list.enumerated() {
            guard case .optional(let value) = item else {
                let message = "`unwrap` needs a list of optionals, and [\(index)] is \(item.type.withArticle)"
                throw meter.fault(.typeMismatch, message)
            }
            if let value { values.append(value) }
        }
        return CELList(values)
    }
}

extension CELValue {
    /// Null, false, nothing in it, none, or zero in its kind.
    fileprivate var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let items): items.isEmpty
        case .map(let map): map.count == 0
        case .timestamp(let moment): moment.sinceEpoch == .zero
        case .duration(let length): length == .zero
        case .type: false
        case .optional(let value): value == nil
        }
    }
}
