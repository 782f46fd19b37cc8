/// `+ - * / %` and the sign, checked.
enum Arithmetic {
    static func add(_ a: CELValue, _ b: CELValue, _ meter: inout Meter) throws(Fault) -> CELValue {
        switch (a, b) {
        case (.string(let a), .string(let b)):
            try meter.produce(a.utf8.count + b.utf8.count)
            return .string(a + b)
        case (.bytes(let a), .bytes(let b)):
            try meter.produce(a.count + b.count)
            return .bytes(a + b)
        case (.list(let a), .list(let b)):
            try meter.spend(a.count + b.count)
            try meter.produce((a.count + b.count) * Meter.itemSize)
            return .list(Array(a) + Array(b))
        default: return try apply(.add, a, b, meter)
        }
    }

    static func apply(
        _ symbol: BinaryOperator, _ a: CELValue, _ b: CELValue, _ meter: Meter
    ) throws(Fault) -> CELValue {
        switch (a, b) {
        case (.int(let a), .int(let b)): return .int(try whole(symbol, a, b, meter))
        case (.uint(let a), .uint(let b)): return .uint(try whole(symbol, a, b, meter))
        case (.double(let a), .double(let b)) where symbol != .remainder: return .double(fraction(symbol, a, b))
        default: break
        }
        guard let result = try time(symbol, a, b, meter) else { throw mismatch(symbol, a, b, meter) }
        return result
    }

    private static func whole<T: FixedWidthInteger>(
        _ symbol: BinaryOperator, _ a: T, _ b: T, _ meter: Meter
    ) throws(Fault) -> T {
        if b == 0, symbol == .divide || symbol == .remainder {
            throw meter.fault(.divideByZero, "`\(symbol.rawValue)` by zero")
        }
        let (result, isOver) =
            switch symbol {
            case .add: a.addingReportingOverflow(b)
            case .subtract: a.subtractingReportingOverflow(b)
            case .multiply: a.multipliedReportingOverflow(by: b)
            case .divide: a.dividedReportingOverflow(by: b)
            default: a.remainderReportingOverflow(dividingBy: b)
            }
        guard !isOver else { throw meter.fault(.overflow, "the result does not fit 64 bits") }
        return result
    }

    private static func fraction(_ symbol: BinaryOperator, _ a: Double, _ b: Double) -> Double {
        switch symbol {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        default: a / b
        }
    }

    /// `nil` if there is no such operation on times.
    private static func time(
        _ symbol: BinaryOperator, _ a: CELValue, _ b: CELValue, _ meter: Meter
    ) throws(Fault) -> CELValue? {
        switch (symbol, a, b) {
        case (.add, .timestamp(let moment), .duration(let length)),
            (.add, .duration(let length), .timestamp(let moment)):
            return try timestamp(moment.sinceEpoch + (try checked(length, meter)), meter)
        case (.subtract, .timestamp(let moment), .duration(let length)):
            return try timestamp(moment.sinceEpoch - (try checked(length, meter)), meter)
        case (.subtract, .timestamp(let a), .timestamp(let b)):
            return .duration(try checked(a.sinceEpoch - b.sinceEpoch, meter))
        case (.add, .duration(let a), .duration(let b)):
            return .duration(try checked(try checked(a, meter) + (try checked(b, meter)), meter))
        case (.subtract, .duration(let a), .duration(let b)):
            return .duration(try checked(try checked(a, meter) - (try checked(b, meter)), meter))
        default: return nil
        }
    }

    private static func timestamp(_ sinceEpoch: Duration, _ meter: Meter) throws(Fault) -> CELValue {
        guard let value = CELTimestamp(sinceEpoch: sinceEpoch) else {
            throw meter.fault(.overflow, "a timestamp lies between the years 1 and 9999")
        }
        return .timestamp(value)
    }

    private static func checked(_ length: Duration, _ meter: Meter) throws(Fault) -> Duration {
        guard DurationNotation.isInRange(length) else {
            throw meter.fault(.overflow, "a duration is at most 292 years long")
        }
        return length
    }

    static func negate(_ value: CELValue, _ meter: Meter) throws(Fault) -> CELValue {
        switch value {
        case .int(let value): return .int(try whole(.subtract, 0, value, meter))
        case .double(let value): return .double(-value)
        default: throw meter.fault(.typeMismatch, "`-` takes an int or a double, not \(value.type.withArticle)")
        }
    }

    private static func mismatch(
        _ symbol: BinaryOperator, _ a: CELValue, _ b: CELValue, _ meter: Meter
    ) -> Fault {
        let message = "`\(symbol.rawValue)` does not take \(a.type.withArticle) and \(b.type.withArticle)"
        let isMixed = a.isNumber && b.isNumber && a.type != b.type
        let hasText = symbol == .add && (a.type == .string || b.type == .string)
        let hint =
            isMixed
            ? "; convert one of them, for example with `double(x)`"
            : hasText ? "; convert one of them with `string(x)`" : ""
        return meter.fault(.typeMismatch, message + hint)
    }
}
