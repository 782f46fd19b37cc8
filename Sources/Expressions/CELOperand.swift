/// A Swift type that stands for a CEL type in the signature of a function.
protocol CELOperand: Sendable {
    /// What the checker knows of a value that this type takes.
    static var staticType: StaticType { get }
    init?(_ value: CELValue)
    var celValue: CELValue { get }
}

extension CELValue: CELOperand {
    static var staticType: StaticType { .any }
    init?(_ value: CELValue) { self = value }
    var celValue: CELValue { self }
}

extension Bool: CELOperand {
    static var staticType: StaticType { .bool }
    init?(_ value: CELValue) {
        guard case .bool(let flag) = value else { return nil }
        self = flag
    }
    var celValue: CELValue { .bool(self) }
}

extension Int64: CELOperand {
    static var staticType: StaticType { .int }
    init?(_ value: CELValue) {
        guard case .int(let number) = value else { return nil }
        self = number
    }
    var celValue: CELValue { .int(self) }
}

extension UInt64: CELOperand {
    static var staticType: StaticType { .uint }
    init?(_ value: CELValue) {
        guard case .uint(let number) = value else { return nil }
        self = number
    }
    var celValue: CELValue { .uint(self) }
}

extension Double: CELOperand {
    static var staticType: StaticType { .double }
    init?(_ value: CELValue) {
        guard case .double(let number) = value else { return nil }
        self = number
    }
    var celValue: CELValue { .double(self) }
}

extension String: CELOperand {
    static var staticType: StaticType { .string }
    init?(_ value: CELValue) {
        guard case .string(let text) = value else { return nil }
        self = text
    }
    var celValue: CELValue { .string(self) }
}

extension [UInt8]: CELOperand {
    static var staticType: StaticType { .bytes }
    init?(_ value: CELValue) {
        guard case .bytes(let bytes) = value else { return nil }
        self = bytes
    }
    var celValue: CELValue { .bytes(self) }
}

extension CELList: CELOperand {
    static var staticType: StaticType { .list(.any, atMost: nil) }
    init?(_ value: CELValue) {
        guard case .list(let list) = value else { return nil }
        self = list
    }
    var celValue: CELValue { .list(self) }
}

extension CELMap: CELOperand {
    static var staticType: StaticType { .map(.any, .any) }
    init?(_ value: CELValue) {
        guard case .map(let map) = value else { return nil }
        self = map
    }
    var celValue: CELValue { .map(self) }
}

extension CELTimestamp: CELOperand {
    static var staticType: StaticType { .timestamp }
    init?(_ value: CELValue) {
        guard case .timestamp(let moment) = value else { return nil }
        self = moment
    }
    var celValue: CELValue { .timestamp(self) }
}

extension Duration: CELOperand {
    static var staticType: StaticType { .duration }
    init?(_ value: CELValue) {
        guard case .duration(let length) = value else { return nil }
        self = length
    }
    var celValue: CELValue { .duration(self) }
}

extension CELType: CELOperand {
    static var staticType: StaticType { .type }
    init?(_ value: CELValue) {
        guard case .type(let type) = value else { return nil }
        self = type
    }
    var celValue: CELValue { .type(self) }
}

/// A list of strings; whether all items are, the function finds out when it reads them.
struct StringList: CELOperand {
    let items: CELList

    static var staticType: StaticType { .list(.string, atMost: nil) }
    init(_ items: CELList) { self.items = items }
    init?(_ value: CELValue) {
        guard case .list(let items) = value else { return nil }
        self.items = items
    }
    var celValue: CELValue { .list(items) }
}

/// A value that may be missing.
struct OptionalOperand: CELOperand {
    let value: CELValue?

    static var staticType: StaticType { .optional(.any) }
    init(_ value: CELValue?) { self.value = value }
    init?(_ value: CELValue) {
        guard case .optional(let wrapped) = value else { return nil }
        self.value = wrapped
    }
    var celValue: CELValue { .optional(value) }
}
