/// Walks the tree of one expression once.
struct Evaluator {
    let syntax: Syntax
    let bindings: [String: CELValue]
    var meter: Meter
    /// Open comprehensions, innermost last.
    private var scopes: [Scope] = []

    private struct Scope {
        let variable: String
        var value = CELValue.null
        var accumulator: Result<CELValue, Fault>
    }

    init(_ syntax: Syntax, _ bindings: [String: CELValue], _ meter: Meter) {
        self.syntax = syntax
        self.bindings = bindings
        self.meter = meter
    }

    mutating func evaluate(_ id: Syntax.ID) throws(Fault) -> CELValue {
        let node = syntax[id]
        meter.range = node.range
        try meter.spend(1)
        switch node.kind {
        case .literal(let value): return value
        case .name(let name, let isAbsolute): return try lookUp(name, isAbsolute, node.range)
        case .select(let operand, let field, let range): return try select(operand, field, range)
        case .has(let operand, let field, _): return try has(operand, field, node.range)
        case .index(let operand, let index): return try subscripted(operand, index, node.range)
        case .call(let name, let arguments): return try call(name, .function, arguments, node.range)
        case .method(let receiver, let name, let arguments):
            return try call(name, .method, [receiver] + arguments, node.range)
        case .not(let operand): return try not(operand, node.range)
        case .negate(let operand):
            let value = try evaluate(operand)
            meter.range = node.range
            return try Arithmetic.negate(value, meter)
        case .binary(let symbol, let left, let right): return try binary(symbol, left, right, node.range)
        case .logic(let decisive, let operands): return try logic(decisive, operands)
        case .conditional(let test, let first, let second):
            return try evaluate(try condition(test, "the condition of `? :`") ? first : second)
        case .list(let items): return try list(items, node.range)
        case .map(let entries): return try map(entries, node.range)
        case .comprehension(let fold): return try evaluate(fold, node.range)
        case .accumulator: return try scopes[scopes.count - 1].accumulator.get()
        case .append(let item): return try append(item, node.range)
        case .notStrictlyFalse(let operand): return .bool(try isNotStrictlyFalse(operand))
        }
    }

    private func lookUp(_ name: String, _ isAbsolute: Bool, _ range: Range<Int>) throws(Fault) -> CELValue {
        if !isAbsolute, let scope = scopes.last(where: { $0.variable == name }) { return scope.value }
        if let value = bindings[name] { return value }
        if let type = CELType(rawValue: name) { return .type(type) }
        throw Fault(
            code: .unknownName, message: "there is nothing called `\(name)` here", range: range, wanted: name,
            candidates: CELMap(bindings))
    }

    private mutating func binary(
        _ symbol: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID, _ range: Range<Int>
    ) throws(Fault) -> CELValue {
        let first = try evaluate(left)
        let second = try evaluate(right)
        meter.range = range
        switch symbol {
        case .equal: return .bool(try Comparison.areEqual(first, second, &meter))
        case .notEqual: return .bool(!(try Comparison.areEqual(first, second, &meter)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return .bool(try Comparison.holds(symbol, first, second, &meter))
        case .isIn: return .bool(try Comparison.contains(second, first, &meter))
        case .add: return try Arithmetic.add(first, second, &meter)
        default: return try Arithmetic.apply(symbol, first, second, meter)
        }
    }

    private mutating func call(
        _ name: String, _ style: Overload.Style, _ arguments: [Syntax.ID], _ range: Range<Int>
    ) throws(Fault) -> CELValue {
        var values: [CELValue] = []
        for argument in arguments { values.append(try evaluate(argument)) }
        meter.range = range
        return try FunctionLibrary.standard.call(name, style, values, &meter)
    }
}

// Logic: an operand that decides wins over an error in another one, whatever their order.
extension Evaluator {
    private mutating func logic(_ decisive: Bool, _ operands: [Syntax.ID]) throws(Fault) -> CELValue {
        var pending: Fault?
        for operand in operands {
            do {
                if try condition(operand, decisive ? "`||`" : "`&&`") == decisive { return .bool(decisive) }
            } catch {
                if error.endsEvaluation { throw error }
                pending = pending ?? error
            }
        }
        if let pending { throw pending }
        return .bool(!decisive)
    }

    private mutating func condition(_ id: Syntax.ID, _ user: String) throws(Fault) -> Bool {
        let value = try evaluate(id)
        guard case .bool(let flag) = value else {
            let message = "\(user) needs true or false, and \(syntax.quote(id)) is \(value.type.withArticle)"
            throw Fault(code: .typeMismatch, message: message, range: syntax[id].range)
        }
        return flag
    }

    private mutating func not(_ operand: Syntax.ID, _ range: Range<Int>) throws(Fault) -> CELValue {
        .bool(!(try condition(operand, "`!`")))
    }

    private mutating func isNotStrictlyFalse(_ operand: Syntax.ID) throws(Fault) -> Bool {
        do {
            if case .bool(false) = try evaluate(operand) { return false }
        } catch  where error.endsEvaluation {
            throw error
        } catch {
            return true
        }
        return true
    }
}

// Collections and the loops over them.
extension Evaluator {
    private mutating func list(_ items: [Syntax.ID], _ range: Range<Int>) throws(Fault) -> CELValue {
        var values: [CELValue] = []
        for item in items { values.append(try evaluate(item)) }
        meter.range = range
        try meter.produce(values.count * Meter.itemSize)
        return .list(values)
    }

    private mutating func map(
        _ entries: [(key: Syntax.ID, value: Syntax.ID)], _ range: Range<Int>
    ) throws(Fault) -> CELValue {
        var result: [CELMapKey: CELValue] = [:]
        for entry in entries {
            let keyValue = try evaluate(entry.key)
            let keyRange = syntax[entry.key].range
            guard let key = CELMapKey(keyValue), keyValue.type != .double else {
                let message = "a map key is a string, int, uint or bool, not \(keyValue.type.withArticle)"
                throw Fault(code: .typeMismatch, message: message, range: keyRange)
            }
            guard result.updateValue(try evaluate(entry.value), forKey: key) == nil else {
                throw Fault(code: .duplicateKey, message: "this map has the same key twice", range: keyRange)
            }
        }
        meter.range = range
        try meter.produce(result.count * Meter.itemSize)
        return .map(CELMap(result))
    }

    private mutating func evaluate(_ fold: Comprehension, _ range: Range<Int>) throws(Fault) -> CELValue {
        let domain = try evaluate(fold.domain)
        let initial = try evaluate(fold.initial)
        scopes.append(Scope(variable: fold.variable, accumulator: .success(initial)))
        defer { scopes.removeLast() }
        switch domain {
        case .list(let items):
            for item in items {
                guard try visit(item, fold) else { break }
            }
        case .map(let map):
            meter.range = range
            try meter.spend(map.count)
            for key in map.sortedKeys {
                guard try visit(key.value, fold) else { break }
            }
        default:
            let message = "a macro needs a list or a map, and \(syntax.quote(fold.domain)) is "
            throw Fault(
                code: .typeMismatch, message: message + domain.type.withArticle, range: syntax[fold.domain].range)
        }
        return try evaluate(fold.result)
    }

    /// One turn of a loop; false when the loop need not go on.
    private mutating func visit(_ item: CELValue, _ fold: Comprehension) throws(Fault) -> Bool {
        let innermost = scopes.count - 1
        guard case .bool(true) = try evaluate(fold.condition) else { return false }
        scopes[innermost].value = item
        do {
            let next = try evaluate(fold.step)
            scopes[innermost].accumulator = .success(next)
        } catch {
            if error.endsEvaluation { throw error }
            scopes[innermost].accumulator = .failure(error)
        }
        return true
    }

    private mutating func append(_ item: Syntax.ID, _ range: Range<Int>) throws(Fault) -> CELValue {
        let innermost = scopes.count - 1
        guard case .list = try scopes[innermost].accumulator.get() else { return .null }
        let value = try evaluate(item)
        meter.range = range
        try meter.produce(Meter.itemSize)
        guard case .success(.list(var items)) = scopes[innermost].accumulator else { return .null }
        // Leaves the list one owner, so that it grows in place: otherwise a loop would take square time.
        scopes[innermost].accumulator = .success(.null)
        items.append(value)
        scopes[innermost].accumulator = .success(.list(items))
        return .list(items)
    }
}
