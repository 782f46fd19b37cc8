extension FunctionLibrary {
    mutating func addConversions() {
        addNumbers()
        addTexts()
        add("bool", .function) { (_, value: Bool) throws(Fault) in value }
        add("bool", .function) { (meter, text: String) throws(Fault) -> Bool in
            try meter.read(text.utf8.count)
            switch text {
            case "true", "TRUE", "True", "t", "T", "1": return true
            case "false", "FALSE", "False", "f", "F", "0": return false
            default: throw meter.fault(.invalidValue, "`bool` cannot read this text; write true or false")
            }
        }
        add("dyn", .function) { (_, value: CELValue) throws(Fault) in value }
        add("type", .function) { (_, value: CELValue) throws(Fault) in value.type }
        add("size", .function, .method) { (_, list: CELList) throws(Fault) in Int64(list.count) }
        add("size", .function, .method) { (_, map: CELMap) throws(Fault) in Int64(map.count) }
        add("size", .function, .method) { (_, bytes: [UInt8]) throws(Fault) in Int64(bytes.count) }
        add("size", .function, .method) { (meter, text: String) throws(Fault) -> Int64 in
            try meter.read(text.utf8.count)
            return Int64(text.unicodeScalars.count)
        }
    }

    private mutating func addNumbers() {
        add("int", .function) { (_, value: Int64) throws(Fault) in value }
        add("int", .function) { (meter, value: UInt64) throws(Fault) in try Self.fitting(value, meter) as Int64 }
        add("int", .function) { (meter, value: Double) throws(Fault) in try Self.fitting(value, meter) as Int64 }
        add("int", .function) { (meter, text: String) throws(Fault) in try Self.read(text, "int", &meter) as Int64 }
        add("int", .function) { (_, moment: CELTimestamp) throws(Fault) in moment.fullSeconds }
        add("uint", .function) { (_, value: UInt64) throws(Fault) in value }
        add("uint", .function) { (meter, value: Int64) throws(Fault) in try Self.fitting(value, meter) as UInt64 }
        add("uint", .function) { (meter, value: Double) throws(Fault) in try Self.fitting(value, meter) as UInt64 }
        add("uint", .function) { (meter, text: String) throws(Fault) in try Self.read(text, "uint", &meter) as UInt64 }
        add("double", .function) { (_, value: Double) throws(Fault) in value }
        add("double", .function) { (_, value: Int64) throws(Fault) in Double(value) }
        add("double", .function) { (_, value: UInt64) throws(Fault) in Double(value) }
        add("double", .function) { (meter, text: String) throws(Fault) in
            try Self.read(text, "double", &meter) as Double
        }
    }

    private mutating func addTexts() {
        addString(from: Bool.self)
        addString(from: Int64.self)
        addString(from: UInt64.self)
        addString(from: Double.self)
        addString(from: String.self)
        addString(from: CELTimestamp.self)
        addString(from: Duration.self)
        add("string", .function) { (meter, bytes: [UInt8]) throws(Fault) -> String in
            try meter.produce(bytes.count)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw meter.fault(.invalidValue, "these bytes are no UTF-8 text")
            }
            return text
        }
        add("bytes", .function) { (_, value: [UInt8]) throws(Fault) in value }
        add("bytes", .function) { (meter, text: String) throws(Fault) -> [UInt8] in
            try meter.produce(text.utf8.count)
            return Array(text.utf8)
        }
    }

    private mutating func addString<T: CELOperand>(from type: T.Type) {
        add("string", .function) { (meter, value: T) throws(Fault) -> String in
            let text = value.celValue.plainText ?? ""
            try meter.produce(text.utf8.count)
            return text
        }
    }

    private static func fitting<T: FixedWidthInteger>(_ value: some BinaryInteger, _ meter: Meter) throws(Fault) -> T {
        guard let result = T(exactly: value) else { throw meter.fault(.overflow, "this number is out of range") }
        return result
    }

    /// Cuts towards zero.
    private static func fitting<T: FixedWidthInteger>(_ value: Double, _ meter: Meter) throws(Fault) -> T {
        // The least int is refused as well: at that size a double cannot tell it from its neighbours.
        guard let result = T(exactly: value.rounded(.towardZero)), T.min == 0 || result != T.min else {
            throw meter.fault(.overflow, "this number is out of range")
        }
        return result
    }

    private static func read<T: LosslessStringConvertible>(
        _ text: String, _ name: String, _ meter: inout Meter
    ) throws(Fault) -> T {
        try meter.read(text.utf8.count)
        guard let value = T(text) else {
            throw meter.fault(.invalidValue, "`\(name)` cannot read a number from this text")
        }
        return value
    }
}
