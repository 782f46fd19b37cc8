// The loops that macros become.
extension Evaluator {
    mutating func evaluate(_ fold: Comprehension, _ range: Range<Int>) throws(Fault) -> CELValue {
        let domain = try evaluate(fold.domain)
        let initial = try evaluate(fold.initial)
        var scope = Scope(variable: fold.variable, secondVariable: fold.secondVariable)
        scope.accumulator = .success(initial)
        scopes.append(scope)
        defer { scopes.removeLast() }
        switch domain {
        case .list(let items):
            for (index, item) in items.enumerated() {
                let hasTwo = fold.secondVariable != nil
                guard try visit(hasTwo ? .int(Int64(index)) : item, hasTwo ? item : .null, fold) else { break }
            }
        case .map(let map):
            meter.range = range
            for key in try meter.sortedKeys(map) {
                let value = fold.secondVariable == nil ? nil : map[key]
                guard try visit(key.value, value ?? .null, fold) else { break }
            }
        default:
            let message = "a macro needs a list or a map, and \(syntax.quote(fold.domain)) is "
            throw Fault(
                code: .typeMismatch, message: message + domain.type.withArticle, range: syntax[fold.domain].range)
        }
        return try evaluate(fold.result)
    }

    /// One turn of a loop; false when the loop need not go on.
    private mutating func visit(
        _ value: CELValue, _ secondValue: CELValue, _ fold: Comprehension
    ) throws(Fault) -> Bool {
        let innermost = scopes.count - 1
        guard case .bool(true) = try evaluate(fold.condition) else { return false }
        scopes[innermost].value = value
        scopes[innermost].secondValue = secondValue
        do {
            let next = try evaluate(fold.step)
            scopes[innermost].accumulator = .success(next)
        } catch {
            if error.endsEvaluation { throw error }
            scopes[innermost].accumulator = .failure(error)
        }
        return true
    }

    var accumulator: Result<CELValue, Fault> { scopes[scopes.count - 1].accumulator }

    mutating func append(_ item: Syntax.ID, _ range: Range<Int>) throws(Fault) -> CELValue {
        // An error that is there already stays.
        _ = try accumulator.get()
        let value = try evaluate(item)
        meter.range = range
        try meter.produce(Meter.itemSize)
        guard case .list(var items) = try takeAccumulator() else { return .null }
        items.append(value)
        return .list(items)
    }

    mutating func insert(_ key: Syntax.ID, _ value: Syntax.ID, _ range: Range<Int>) throws(Fault) -> CELValue {
        _ = try accumulator.get()
        let newKey = try mapKey(key)
        let newValue = try evaluate(value)
        meter.range = range
        try meter.produce(Meter.itemSize)
        guard case .map(var map) = try takeAccumulator() else { return .null }
        guard map.insert(newValue, forKey: newKey) else { throw repeatedKey(range) }
        return .map(map)
    }

    mutating func merge(_ entries: Syntax.ID, _ range: Range<Int>) throws(Fault) -> CELValue {
        _ = try accumulator.get()
        let addition = try evaluate(entries)
        meter.range = range
        guard case .map(let added) = addition else {
            let message = "`transformMapEntry` needs a map of new entries, not \(addition.type.withArticle)"
            throw Fault(code: .typeMismatch, message: message, range: syntax[entries].range)
        }
        let keys = try meter.sortedKeys(added)
        try meter.produce(keys.count * Meter.itemSize)
        guard case .map(var map) = try takeAccumulator() else { return .null }
        for key in keys {
            guard map.insert(added[key] ?? .null, forKey: key) else { throw repeatedKey(syntax[entries].range) }
        }
        return .map(map)
    }

    /// Leaves the accumulator one owner, so that it grows in place: otherwise a loop would take square time.
    private mutating func takeAccumulator() throws(Fault) -> CELValue {
        let innermost = scopes.count - 1
        let value = try scopes[innermost].accumulator.get()
        scopes[innermost].accumulator = .success(.null)
        return value
    }
}
