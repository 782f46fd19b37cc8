// What functions cost: no less than their bodies spend, whatever the arguments.
extension CostEstimate {
    mutating func call(_ name: String, _ arguments: [Syntax.ID], _ id: Syntax.ID, _ cost: inout Int) -> Int {
        var widths: [Int] = []
        for argument in arguments { widths.append(add(argument, &cost)) }
        let total = widths.reduce(0) { $0.addingClamped($1) }
        // A call that the checker refuses may lack any of them.
        guard !arguments.isEmpty else { return 0 }
        switch name {
        case "size", "dyn", "type", "redact", "optional.of", "optional.ofNonZeroValue", "optional.none", "hasValue",
            "value", "first", "last":
            if name == "size", !types[arguments[0]].isCounted { cost = cost.addingClamped(total / 10) }
            return total
        case "matches":
            cost = cost.addingClamped(500).addingClamped(total.addingClamped(total / 10))
            return 0
        case "hash", "uuid5":
            cost = cost.addingClamped(100 + total / 10)
            return 64
        case "split":
            cost = cost.addingClamped(total.multipliedClamped(by: 2) + 10)
            return total
        case "replace": return replace(widths, &cost)
        case "join": return join(arguments[0], widths, &cost)
        case "json": return json(arguments[0], widths[0], &cost)
        case "format": return format(arguments, widths, &cost)
        default: return other(arguments, total, &cost)
        }
    }

    /// Nothing is found between all characters of a text, so that there may be one more place than bytes.
    private func replace(_ widths: [Int], _ cost: inout Int) -> Int {
        let text = widths[0]
        let added = widths.count > 2 ? widths[2].multipliedClamped(by: text.addingClamped(1)) : 0
        let read = widths[0].addingClamped(widths.count > 1 ? widths[1] : 0)
        cost = cost.addingClamped(added.addingClamped(read.multipliedClamped(by: 2)) / 10)
        return added.addingClamped(text)
    }

    private mutating func join(_ list: Syntax.ID, _ widths: [Int], _ cost: inout Int) -> Int {
        let count = count(types[list])
        let part = widths.reduce(0) { $0.addingClamped($1) }
        cost = cost.addingClamped(count.multipliedClamped(by: 1 + part / 10))
        return count.multipliedClamped(by: part)
    }

    /// Each part as a value of CEL, as JSON, and as text in quotes.
    private mutating func json(_ value: Syntax.ID, _ widest: Int, _ cost: inout Int) -> Int {
        let parts = bounded(weight(types[value]))
        cost = cost.addingClamped(parts.multipliedClamped(by: (widest / 5).addingClamped(12)))
        return parts.multipliedClamped(by: widest.multipliedClamped(by: 6).addingClamped(30))
    }

    /// A clause may write a number in 420 characters, or a value with all its parts; bytes take two digits each.
    private mutating func format(_ arguments: [Syntax.ID], _ widths: [Int], _ cost: inout Int) -> Int {
        let values = arguments.count > 1 ? arguments[1] : arguments[0]
        let parts = bounded(weight(types[values]))
        let widest = widths.last.map { $0.multipliedClamped(by: 2).addingClamped(420) } ?? 420
        // A text within is written once for each list around it.
        cost = cost.addingClamped(widths[0] / 10)
        cost = cost.addingClamped(parts.multipliedClamped(by: (widest / 10).addingClamped(4).multipliedClamped(by: 3)))
        return widths[0].addingClamped(parts.multipliedClamped(by: widest))
    }

    private mutating func other(_ arguments: [Syntax.ID], _ total: Int, _ cost: inout Int) -> Int {
        // Text is read a few times, and what is written is at most twice as long.
        cost = cost.addingClamped(total / 2 + 20)
        for argument in arguments {
            guard case .list = types[argument] else { continue }
            cost = cost.addingClamped(count(types[argument]).multipliedClamped(by: 4))
        }
        return total.multipliedClamped(by: 2).addingClamped(40)
    }
}

extension StaticType {
    /// Whether its size is known without reading it.
    fileprivate var isCounted: Bool {
        switch self {
        case .list, .map, .object, .bytes: true
        default: false
        }
    }
}
