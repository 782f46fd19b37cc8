/// Walks the tree of one expression once.
struct Evaluator {
    let syntax: Syntax
    let bindings: [String: CELValue]
    var meter: Meter
    /// Open comprehensions and bound names, innermost last.
    var scopes: [Scope] = []

    struct Scope {
        let variable: String
        var value = CELValue.null
        var secondVariable: String?
        var secondValue = CELValue.null
        /// Only comprehensions gather something.
        var accumulator = Result<CELValue, Fault>.success(.null)
    }

    init(_ syntax: Syntax, _ bindings: [String: CELValue], _ meter: Meter) {
        self.syntax = syntax
        self.bindings = bindings
        self.meter = meter
    }

    mutating func evaluate(_ id: Syntax.ID) throws(Fault) -> CELValue {
        let range = syntax[id].range
        meter.range = range
        try meter.spend(1)
        switch syntax[id].kind {
        case .literal(let value): return value
        case .name(let name, let isAbsolute): return try lookUp(name, isAbsolute, range)
        case .select(let operand, let field, let range): return try select(operand, field, range)
        case .binary(let symbol, let left, let right): return try binary(symbol, left, right, range)
        case .logic(let decisive, let operands): return try logic(decisive, operands)
        case .index(let operand, let index): return try subscripted(operand, index, range)
        case .call(let name, let arguments): return try call(name, .function, nil, arguments, range)
        case .method(let receiver, let name, let arguments):
            return try call(name, .method, receiver, arguments, range)
        case .not(let operand): return .bool(!(try condition(operand, "`!`")))
        case .negate(let operand): return try negate(operand, range)
        case .conditional(let test, let first, let second):
            return try evaluate(try condition(test, "the condition of `? :`") ? first : second)
        default: return try evaluate(other: syntax[id].kind, range)
        }
    }

    /// The kinds that are met less often.
    private mutating func evaluate(other kind: Node.Kind, _ range: Range<Int>) throws(Fault) -> CELValue {
        switch kind {
        case .has(let operand, let field, let range): return try has(operand, field, range)
        case .list(let items): return try list(items, range)
        case .map(let entries): return try map(entries, range)
        case .comprehension(let fold): return try evaluate(fold, range)
        case .accumulator: return try accumulator.get()
        case .append(let item): return try append(item, range)
        case .insert(let key, let value): return try insert(key, value, range)
        case .merge(let entries): return try merge(entries, range)
        case .notStrictlyFalse(let operand): return .bool(try isNotStrictlyFalse(operand))
        case .bind(let variable, let value, let body):
            return try evaluate(body, with: variable, try evaluate(value))
        case .optionalSelect(let operand, let field, let range):
            return try optionalSelect(operand, field, range)
        case .optionalIndex(let operand, let index): return try optionalSubscript(operand, index, range)
        case .optionalMap(let operand, let variable, let body, let isFlat):
            return try optionalMap(operand, variable, body, isFlat)
        case .otherwise(let operand, let alternative, let unwraps):
            return try otherwise(operand, alternative, unwraps)
        default: return .null
        }
    }

    private func lookUp(_ name: String, _ isAbsolute: Bool, _ range: Range<Int>) throws(Fault) -> CELValue {
        if !isAbsolute, !scopes.isEmpty {
            for scope in scopes.reversed() {
                if scope.variable == name { return scope.value }
                if scope.secondVariable == name { return scope.secondValue }
            }
        }
        if let value = bindings[name] { return value }
        if let type = CELType(rawValue: name) { return .type(type) }
        throw Fault(
            code: .unknownName, message: "there is nothing called `\(name)` here", range: range, wanted: name,
            candidates: .bindings(bindings))
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

    private mutating func negate(_ operand: Syntax.ID, _ range: Range<Int>) throws(Fault) -> CELValue {
        let value = try evaluate(operand)
        meter.range = range
        return try Arithmetic.negate(value, meter)
    }

    private mutating func call(
        _ name: String, _ style: Overload.Style, _ receiver: Syntax.ID?, _ arguments: [Syntax.ID],
        _ range: Range<Int>
    ) throws(Fault) -> CELValue {
        var values: [CELValue] = []
        values.reserveCapacity(arguments.count + 1)
        if let receiver { values.append(try evaluate(receiver)) }
        for argument in arguments { values.append(try evaluate(argument)) }
        meter.range = range
        return try FunctionLibrary.standard.call(name, style, values, &meter)
    }

    /// The value of a node in which one more name has a value.
    mutating func evaluate(
        _ body: Syntax.ID, with variable: String, _ value: CELValue
    ) throws(Fault) -> CELValue {
        scopes.append(Scope(variable: variable, value: value))
        defer { scopes.removeLast() }
        return try evaluate(body)
    }
}
