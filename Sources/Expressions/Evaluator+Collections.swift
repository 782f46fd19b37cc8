// Lists and maps that are written down.
extension Evaluator {
    mutating func list(_ items: [Syntax.ID], _ range: Range<Int>) throws(Fault) -> CELValue {
        var values: [CELValue] = []
        values.reserveCapacity(items.count)
        for item in items {
            if let value = try presentValue(item) { values.append(value) }
        }
        meter.range = range
        try meter.produce(values.count * Meter.itemSize)
        return .list(values)
    }

    mutating func map(
        _ entries: [(key: Syntax.ID, value: Syntax.ID)], _ range: Range<Int>
    ) throws(Fault) -> CELValue {
        var result: [CELMapKey: CELValue] = [:]
        for entry in entries {
            let key = try mapKey(entry.key)
            guard let value = try presentValue(entry.value) else { continue }
            guard result.updateValue(value, forKey: key) == nil else { throw repeatedKey(syntax[entry.key].range) }
        }
        meter.range = range
        try meter.produce(result.count * Meter.itemSize)
        return .map(CELMap(result))
    }

    func repeatedKey(_ range: Range<Int>) -> Fault {
        Fault(code: .duplicateKey, message: "this map has the same key twice", range: range)
    }

    mutating func mapKey(_ id: Syntax.ID) throws(Fault) -> CELMapKey {
        let value = try evaluate(id)
        guard let key = try meter.key(value), value.type != .double else {
            let message = "a map key is a string, int, uint or bool, not \(value.type.withArticle)"
            throw Fault(code: .typeMismatch, message: message, range: syntax[id].range)
        }
        return key
    }

    /// `nil` for a `?item` that has no value.
    private mutating func presentValue(_ id: Syntax.ID) throws(Fault) -> CELValue? {
        guard case .ifPresent(let item) = syntax[id].kind else { return try evaluate(id) }
        return try optional(item, "`?`")
    }
}
