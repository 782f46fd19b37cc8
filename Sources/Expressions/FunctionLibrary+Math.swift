extension FunctionLibrary {
    mutating func addMath() {
        addExtremum("math.greatest", .greater)
        addExtremum("math.least", .less)
        add("math.ceil", .function) { (_, value: Double) throws(Fault) in value.rounded(.up) }
        add("math.floor", .function) { (_, value: Double) throws(Fault) in value.rounded(.down) }
        add("math.trunc", .function) { (_, value: Double) throws(Fault) in value.rounded(.towardZero) }
        add("math.round", .function) { (_, value: Double) throws(Fault) in
            value.rounded(.toNearestOrAwayFromZero)
        }
        add("math.isNaN", .function) { (_, value: Double) throws(Fault) in value.isNaN }
        add("math.isInf", .function) { (_, value: Double) throws(Fault) in value.isInfinite }
        add("math.isFinite", .function) { (_, value: Double) throws(Fault) in value.isFinite }
        add("math.sqrt", .function) { (_, value: Double) throws(Fault) in value.squareRoot() }
        add("math.sqrt", .function) { (_, value: Int64) throws(Fault) in Double(value).squareRoot() }
        add("math.sqrt", .function) { (_, value: UInt64) throws(Fault) in Double(value).squareRoot() }
        addMagnitudes()
    }

    private mutating func addMagnitudes() {
        add("math.abs", .function) { (meter, value: Int64) throws(Fault) -> Int64 in
            guard let magnitude = Int64(exactly: value.magnitude) else {
                throw meter.fault(.overflow, "the result does not fit 64 bits")
            }
            return magnitude
        }
        add("math.abs", .function) { (_, value: UInt64) throws(Fault) in value }
        add("math.abs", .function) { (_, value: Double) throws(Fault) in value.magnitude }
        add("math.sign", .function) { (_, value: Int64) throws(Fault) in value.signum() }
        add("math.sign", .function) { (_, value: UInt64) throws(Fault) in UInt64(value == 0 ? 0 : 1) }
        add("math.sign", .function) { (_, value: Double) throws(Fault) -> Double in
            value.isNaN ? value : value > 0 ? 1 : value < 0 ? -1 : 0
        }
    }

    /// Of any number of arguments, or of the items of a list.
    private mutating func addExtremum(_ name: String, _ wanted: BinaryOperator) {
        add(name, .function, result: Self.item) { (meter, list: CELList) throws(Fault) in
            try Self.extremum(name, wanted, list, &meter)
        }
        let overload = Overload(style: .function, parameters: [.number], isVariadic: true, result: Self.common) {
            (meter, values) throws(Fault) in try Self.extremum(name, wanted, CELList(values), &meter)
        }
        add(name, overload)
    }

    private static let item: Overload.ResultRule = { types in
        if case .list(let item, _) = types[0] { item } else { .any }
    }

    private static let common: Overload.ResultRule = { types in
        types.dropFirst().allSatisfy { $0 == types[0] } ? types[0] : .any
    }

    private static func extremum(
        _ name: String, _ wanted: BinaryOperator, _ values: CELList, _ meter: inout Meter
    ) throws(Fault) -> CELValue {
        var best: CELValue?
        for value in values {
            try meter.spend(1)
            guard value.isNumber else {
                throw meter.fault(.typeMismatch, "`\(name)` takes numbers, not \(value.type.withArticle)")
            }
            guard let current = best else {
                best = value
                continue
            }
            if try Comparison.holds(wanted, value, current, &meter) { best = value }
        }
        guard let best else { throw meter.fault(.invalidValue, "`\(name)` needs at least one number") }
        return best
    }
}
