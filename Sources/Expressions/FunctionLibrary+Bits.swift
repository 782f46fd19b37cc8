extension FunctionLibrary {
    mutating func addBits() {
        addBits("math.bitAnd") { $0 & $1 }
        addBits("math.bitOr") { $0 | $1 }
        addBits("math.bitXor") { $0 ^ $1 }
        add("math.bitNot", .function) { (_, value: Int64) throws(Fault) in ~value }
        add("math.bitNot", .function) { (_, value: UInt64) throws(Fault) in ~value }
        addShift("math.bitShiftLeft") { $0 << $1 }
        // The sign is a bit like the others.
        addShift("math.bitShiftRight") { $0 >> $1 }
    }

    private mutating func addBits(_ name: String, _ combine: @escaping @Sendable (UInt64, UInt64) -> UInt64) {
        add(name, .function) { (_, a: Int64, b: Int64) throws(Fault) in
            Int64(bitPattern: combine(UInt64(bitPattern: a), UInt64(bitPattern: b)))
        }
        add(name, .function) { (_, a: UInt64, b: UInt64) throws(Fault) in combine(a, b) }
    }

    /// By 64 places or more, nothing is left.
    private mutating func addShift(_ name: String, _ shift: @escaping @Sendable (UInt64, Int64) -> UInt64) {
        let message = "`\(name)` cannot shift by fewer than 0 places"
        add(name, .function) { (meter, value: Int64, places: Int64) throws(Fault) -> Int64 in
            guard places >= 0 else { throw meter.fault(.invalidValue, message) }
            return Int64(bitPattern: shift(UInt64(bitPattern: value), places))
        }
        add(name, .function) { (meter, value: UInt64, places: Int64) throws(Fault) -> UInt64 in
            guard places >= 0 else { throw meter.fault(.invalidValue, message) }
            return shift(value, places)
        }
    }
}
