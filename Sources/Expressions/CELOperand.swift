/// A Swift type that stands for a CEL type in the signature of a function.
protocol CELOperand: Sendable {
    /// `nil` for any type.
    static var celType: CELType? { get }
    init?(_ value: CELValue)
    var celValue: CELValue { get }
}

extension CELValue: CELOperand {
    static var celType: CELType? { nil }
    init?(_ value: CELValue) { self = value }
    var celValue: CELValue { self }
}

extension Bool: CELOperand {
    static var celType: CELType? { .bool }
    init?(_ value: CELValue) {
        guard case .bool(let flag) = value else { return nil }
        self = flag
    }
    var celValue: CELValue { .bool(self) }
}

extension Int64: CELOperand {
    static var celType: CELType? { .int }
    init?(_ value: CELValue) {
        guard case .int(let number) = value else { return nil }
        self = number
    }
    var celValue: CELValue { .int(self) }
}

extension UInt64: CELOperand {
    static var celType: CELType? { .uint }
    init?(_ value: CELValue) {
        guard case .uint(let number) = value else { return nil }
        self = number
    }
    var celValue: CELValue { .uint(self) }
}

extension Double: CELOperand {
    static var celType: CELType? { .double }
    init?(_ value: CELValue) {
        guard case .double(let number) = value else { return nil }
        self = number
    }
    var celValue: CELValue { .double(self) }
}

extension String: CELOperand {
    static var celType: CELType? { .string }
    init?(_ value: CELValue) {
        guard case .string(let text) = value else { return nil }
        self = text
    }
    var celValue: CELValue { .string(self) }
}

extension [UInt8]: CELOperand {
    static var celType: CELType? { .bytes }
    init?(_ value: CELValue) {
        guard case .bytes(let bytes) = value else { return nil }
        self = bytes
    }
    var celValue: CELValue { .bytes(self) }
}

extension CELList: CELOperand {
    static var celType: CELType? { .list }
    init?(_ value: CELValue) {
        guard case .list(let list) = value else { return nil }
        self = list
    }
    var celValue: CELValue { .list(self) }
}

extension CELMap: CELOperand {
    static var celType: CELType? { .map }
    init?(_ value: CELValue) {
        guard case .map(let map) = value else { return nil }
        self = map
    }
    var celValue: CELValue { .map(self) }
}

extension CELTimestamp: CELOperand {
    static var celType: CELType? { .timestamp }
    init?(_ value: CELValue) {
        guard case .timestamp(let moment) = value else { return nil }
        self = moment
    }
    var celValue: CELValue { .timestamp(self) }
}

extension Duration: CELOperand {
    static var celType: CELType? { .duration }
    init?(_ value: CELValue) {
        guard case .duration(let length) = value else { return nil }
        self = length
    }
    var celValue: CELValue { .duration(self) }
}

extension CELType: CELOperand {
    static var celType: CELType? { .type }
    init?(_ value: CELValue) {
        guard case .type(let type) = value else { return nil }
        self = type
    }
    var celValue: CELValue { .type(self) }
}
